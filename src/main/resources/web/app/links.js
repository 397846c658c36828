import { h } from './dom.js';
import { icon } from './icons.js';

const MOST_CHARS = 2048;
/** What browsers leave as it is in a path or query, and an address has no place for. */
const ODD = /[|^{}\\`[\]]/g;

/** The http or https address that somebody means by `text`, without any name and password in it; null where it is none. */
export function webAddress(text) {
  const given = text.trim();
  const url = parsed(/^[\w-]+(\.[\w-]+)+([/:?#]|$)/.test(given) ? `https://${given}` : given);
  if (!url || !/^https?:$/.test(url.protocol)) return null;
  const rest = (url.pathname + url.search + url.hash).replace(ODD, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const address = url.origin + rest;
  return address.length > MOST_CHARS ? null : address;
}

/** An attachment: where it is from can always be read, and nothing of it is loaded until somebody follows it. */
export function chip(address) {
  const safe = webAddress(address);
  if (!safe) return h('span.chip', { title: address }, icon('clip'), h('span.chip-name', {}, address));
  return h('a.chip', { href: safe, target: '_blank', rel: 'noopener noreferrer nofollow', title: safe }, icon('clip'), ...nameAndHost(safe));
}

/** What an attachment is called: the last part of its path, and the host that it is on. */
export function nameAndHost(address) {
  const { pathname, host } = new URL(address);
  const last = pathname.split('/').filter(part => part !== '').at(-1);
  return [last ? h('span.chip-name', {}, readable(last)) : null, h('span.chip-host', {}, host)].filter(part => part !== null);
}

function parsed(text) {
  try {
    return new URL(text);
  } catch {
    return null; // people type what they like; the caller says so
  }
}

function readable(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a percent sign that encodes nothing
  }
}
