import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connected, golden, Script } from './scripted-socket.js';

test('the address names the conversation, the user and the language', async t => {
  const script = new Script(t);
  script.client({ lang: 'zh-CN', url: 'https://parley.test/chat/ws?tenant=7' });

  const socket = await script.dials.next();

  assert.equal(socket.url.href.split('?')[0], 'wss://parley.test/chat/ws');
  assert.deepEqual(Object.fromEntries(socket.url.searchParams),
    { tenant: '7', project_id: 'p1', user_id: 'u1', lang: 'zh-CN' });
  assert.deepEqual(socket.protocols, ['parley.v1']);
});

test('open means that the server said connected', async t => {
  const script = new Script(t);
  const parley = script.client();
  const socket = await script.dials.next();
  const before = parley.state;

  socket.says(connected());

  assert.equal(before, 'connecting');
  assert.equal(parley.state, 'open');
  assert.equal(parley.sessionId, connected().details.session_id);
});

test('a lost connection comes back to its session and its place in the log', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected({ lastSeq: 6 });
  socket.says({ ...golden('server/message'), seq: 7 });

  socket.dies();
  const second = await script.dials.next('a second connection');
  second.says(connected({ last_seq: 7, resumed: true }));

  assert.equal(second.url.searchParams.get('session_id'), connected().details.session_id);
  assert.equal(second.url.searchParams.get('last_seq'), '7');
  assert.equal(parley.state, 'open');
  assert.deepEqual(script.states(), ['open', 'reconnecting', 'open']);
});

test('five attempts in a row are the default, then it is closed and what waits fails', async t => {
  const script = new Script(t);
  const parley = script.client();
  const refused = assert.rejects(parley.send('hello'), { code: 'CLOSED', retry: true });

  for (let i = 0; i < 6; i++) (await script.dials.next(`attempt ${i}`)).dies(1013);

  await refused;
  assert.equal(parley.state, 'closed');
  assert.equal(script.dials.all.length, 6);
});

test('a server that lets in and throws out is a failed attempt too', async t => {
  const script = new Script(t);
  const parley = script.client({ maxAttempts: 2 });

  for (let i = 0; i < 3; i++) {
    const socket = await script.dials.next(`attempt ${i}`);
    socket.says(golden('server/error'));
    socket.dies(1013);
  }

  assert.equal(parley.state, 'closed');
  assert.equal(script.told('state').at(-1).reason, 'RATE_LIMIT');
});

for (const [code, state] of [[4401, 'denied'], [4403, 'denied'], [4409, 'closed']]) {
  test(`close code ${code} ends in ${state} without another attempt`, async t => {
    const script = new Script(t);
    const { parley, socket } = await script.connected();

    socket.dies(code);

    assert.equal(parley.state, state);
    assert.equal(script.dials.all.length, 1);
    parley.connect(); // but people may ask for it
    assert.equal(script.dials.all.length, 2);
  });
}

test('each back-off may be twice the one before, up to the cap', async t => {
  const script = new Script(t);
  script.client({ backoffMs: 4, backoffCapMs: 16, maxAttempts: 8 });

  for (let i = 0; i < 9; i++) (await script.dials.next(`attempt ${i}`)).dies();

  const delays = script.told('state').filter(({ state }) => state === 'reconnecting').map(({ delayMs }) => delayMs);
  const most = [4, 8, 16, 16, 16, 16, 16, 16];
  assert.equal(delays.length, most.length);
  delays.forEach((delay, i) => assert.ok(delay >= 0 && delay <= most[i], `${delay} of at most ${most[i]}`));
});

test('a draining server is left for the next one, and the log goes on where it was', async t => {
  const script = new Script(t);
  const { socket } = await script.connected({ lastSeq: 6 });

  socket.says({ ...golden('server/status.draining'), details: { reconnect_after_ms: 1 } });
  const second = await script.dials.next('a second connection');

  assert.equal(socket.closedWith, 1000);
  assert.equal(second.url.searchParams.get('last_seq'), '6');
});

test('a draining server that closes first is no failed attempt: the client comes when it was asked to', async t => {
  const script = new Script(t);
  const { socket } = await script.connected({ lastSeq: 6 });

  socket.says({ ...golden('server/status.draining'), details: { reconnect_after_ms: 200 } });
  socket.dies(1012);
  const second = await script.dials.next('a second connection');

  const lost = script.told('state').find(({ state }) => state === 'reconnecting');
  assert.equal(lost.reason, 'draining');
  assert.equal(lost.attempt, undefined);
  assert.ok(lost.delayMs > 0 && lost.delayMs <= 200, `${lost.delayMs} of at most 200`);
  assert.equal(second.url.searchParams.get('last_seq'), '6');
});

test('a connection that answers no ping is dropped', async t => {
  const script = new Script(t);
  const parley = script.client({ pongTimeoutMs: 1 });
  const socket = await script.dials.next();
  socket.says(connected({ heartbeat_ms: 1 })); // pings are never closer than a second

  const second = await script.dials.next('a second connection');

  assert.equal(socket.sent.all[0].type, 'ping');
  assert.ok(second);
  assert.equal(script.told('state').find(({ state }) => state === 'reconnecting').reason, 'no answer');
});

test('a server that never says connected is given up and tried again', async t => {
  const script = new Script(t);
  const parley = script.client({ connectTimeoutMs: 1 });

  await script.dials.next();
  await script.dials.next('a second connection');

  assert.equal(parley.state, 'reconnecting');
});

test('what comes late from a socket that was left is not heard', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected();
  parley.setLang('zh-CN');
  const second = await script.dials.next('a second connection');

  socket.says({ ...golden('server/message'), seq: 7 });
  socket.dies(4401);

  assert.equal(second.url.searchParams.get('lang'), 'zh-CN');
  assert.deepEqual(script.told('message'), []);
  assert.equal(parley.state, 'reconnecting');
});

test('close is the end', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected();
  const refused = assert.rejects(parley.send('hello'), { code: 'CLOSED' });

  parley.close();

  await refused;
  assert.equal(socket.closedWith, 1000);
  assert.equal(parley.state, 'closed');
});
