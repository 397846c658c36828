import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { packing } from '../../main/resources/web/client/packing.js';
import { golden, Script } from './scripted-socket.js';

const packed = message => ({ type: 'compressed', timestamp: 1, original: JSON.stringify(message).length, encoding: 'deflate',
  compressed: deflateSync(JSON.stringify(message)).toString('base64') });
const entry = seq => ({ ...golden('server/message'), seq, message_id: `m${seq}` });

/** The `seq` of each message told, once `count` are. */
async function told(script, count) {
  while (script.told('message').length < count) await script.events.next('a message');
  return script.told('message').map(({ seq }) => seq);
}

test('a batch is each of its messages in order, also what is about the connection', async t => {
  const script = new Script(t);
  const { socket } = await script.connected({ lastSeq: 8 });

  socket.says(golden('packed/batch'));
  socket.says({ type: 'batch', messages: [{ ...golden('server/status.draining'), details: { reconnect_after_ms: 1 } }] });

  assert.deepEqual(script.told('answer').at(-1).content, golden('server/ai_reply').content);
  assert.ok(await script.dials.next('a second connection'));
});

test('a compressed message is what it was', async t => {
  const script = new Script(t);
  const { socket } = await script.connected({ lastSeq: 8 });

  socket.says(golden('packed/compressed'));
  await script.events.next(); // open
  await script.events.next(); // connected
  const { event, detail } = await script.events.next('the answer');

  assert.equal(event, 'answer');
  assert.equal(detail.content, '好的，👌 先看一张表 📊\n'.repeat(40));
});

test('what comes behind a compressed message is told after it', async t => {
  const script = new Script(t);
  const { socket } = await script.connected({ lastSeq: 0 });

  socket.says(packed(entry(1)), entry(2), packed({ type: 'batch', messages: [entry(3), entry(4)] }), packed(entry(5)), entry(6));

  assert.deepEqual(await told(script, 6), [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(socket.sent.all, [], 'no hole was seen');
});

for (const [what, message] of Object.entries({
  'text that is no base64': { ...golden('packed/compressed'), compressed: '%%%' },
  'bytes that are not compressed': { ...golden('packed/compressed'), compressed: 'AAAA' },
  'an encoding that we do not know': { ...golden('packed/compressed'), encoding: 'zip' },
  'what is no message inside': packed(7),
})) {
  test(`${what} ends the connection, and the log is asked for again`, async t => {
    const script = new Script(t);
    const { socket } = await script.connected({ lastSeq: 8 });

    socket.says(message, entry(9));
    const second = await script.dials.next('a second connection');

    assert.equal(second.url.searchParams.get('last_seq'), '8');
    assert.deepEqual(script.told('message'), []);
  });
}

test('what was still to be read when the connection was lost is not told', async t => {
  const script = new Script(t);
  const { socket } = await script.connected({ lastSeq: 0 });

  socket.says(packed(entry(1)), entry(2));
  socket.dies();
  const second = await script.dials.next('a second connection');
  second.says({ ...golden('server/status'), status: 'connected' }, entry(1));

  assert.equal(second.url.searchParams.get('last_seq'), '0');
  assert.deepEqual(await told(script, 1), [1]);
});

test('it asks for what is worthwhile, or for what was chosen', () => {
  const far = new URL('wss://chat.example.org/ws');
  const near = new URL('ws://127.0.0.1:8080/ws');

  assert.deepEqual(packing({}, far, 'websocket'), { batch: null, compress: 'deflate' });
  assert.deepEqual(packing({}, far, 'sockjs'), { batch: 1, compress: 'deflate' });
  assert.deepEqual(packing({}, near, 'websocket'), { batch: null, compress: null });
  assert.deepEqual(packing({ batch: true, compress: true }, near, 'websocket'), { batch: 1, compress: 'deflate' });
  assert.deepEqual(packing({ batch: false, compress: false }, far, 'sockjs'), { batch: null, compress: null });
});
