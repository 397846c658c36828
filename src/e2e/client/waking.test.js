import assert from 'node:assert/strict';
import { test } from 'node:test';

// What of a page the client looks at, which it does as it is loaded.
globalThis.document = Object.assign(new EventTarget(), { hidden: false });
globalThis.window = new EventTarget();
const { golden, Script } = await import('./scripted-socket.js');

test('when the network is back, who waits to reconnect does it at once', async t => {
  const script = new Script(t);
  const { socket } = await script.connected({ backoffMs: 60_000, backoffCapMs: 60_000 });
  socket.dies();

  window.dispatchEvent(new Event('online'));

  assert.equal(script.dials.all.length, 2);
});

test('who was told when to come back waits for that, though the network is back or the tab is seen', async t => {
  const script = new Script(t);
  const { socket } = await script.connected();
  const { id, ...error } = golden('server/error');
  socket.says({ ...error, retry_after_ms: 60_000 });
  socket.dies(4429);

  window.dispatchEvent(new Event('online'));
  document.dispatchEvent(new Event('visibilitychange'));

  assert.equal(script.dials.all.length, 1);
});
