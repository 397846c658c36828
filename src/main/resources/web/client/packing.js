import { canUnpack } from './unpacking.js';

const HERE = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Whether the browser says that each byte and each packet is dear. */
function isNetworkSlow() {
  const { saveData = false, effectiveType = '' } = globalThis.navigator?.connection ?? {};
  return saveData || /2g|3g/.test(effectiveType);
}

/** What to ask the server at `url` for: what was chosen, else what is worthwhile. */
export function packing({ batch, compress }, url, transport) {
  const wantsBatch = batch ?? (transport === 'sockjs' || isNetworkSlow());
  const wantsCompressed = compress ?? (canUnpack && !HERE.test(url.hostname));
  return { batch: wantsBatch ? 1 : null, compress: wantsCompressed ? 'deflate' : null };
}
