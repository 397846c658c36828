import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connected, golden, Script } from './scripted-socket.js';

test('the address names the conversation, the user and the language', async t => {
  const script = new Script(t);
  script.client({ lang: 'zh-CN', url: 'https://parley.test/chat/ws?tenant=7' });

  const socket = await script.dials.next();

  assert.equal(socket.url.href.split('?')[0], 'wss://parley.test/chat/ws');
  assert.deepEqual(Object.fromEntries(socket.url.searchParams),
    { tenant: '7', project_id: 'p1', user_id: 'u1', lang: 'zh-CN', compress: 'deflate' });
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

test('for another language the old connection is closed when the new one is open, so that nobody sees the user go', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected({ lastSeq: 6 });

  parley.setLang('zh-CN');
  const second = await script.dials.next('a second connection');
  const meanwhile = socket.closedWith;
  socket.says({ ...golden('server/message'), seq: 7 });
  second.says(connected({ session_id: 's2', last_seq: 7 }), { ...golden('server/message'), seq: 7 });

  assert.deepEqual([meanwhile, socket.closedWith, second.closedWith], [undefined, 1000, undefined]);
  assert.equal(second.url.searchParams.get('last_seq'), '6');
  assert.deepEqual(script.told('message').map(({ seq }) => seq), [7]);
  assert.equal(parley.sessionId, 's2');
});

const WAYS_TO_END = {
  'the new one is lost': (parley, second) => second.dies(),
  'the new one is refused': (parley, second) => second.dies(4403),
  'the client is closed': parley => parley.close(),
  'the language is changed once more': parley => parley.setLang('en'),
};
for (const [what, end] of Object.entries(WAYS_TO_END)) {
  test(`a connection that is left for another language does not stay open where ${what}`, async t => {
    const script = new Script(t);
    const { parley, socket } = await script.connected();
    parley.setLang('zh-CN');
    const second = await script.dials.next('a second connection');
    const meanwhile = socket.closedWith;

    end(parley, second);

    assert.deepEqual([meanwhile, socket.closedWith], [undefined, 1000]);
  });
}

test('close is the end', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected();
  const refused = assert.rejects(parley.send('hello'), { code: 'CLOSED' });

  parley.close();

  await refused;
  assert.equal(socket.closedWith, 1000);
  assert.equal(parley.state, 'closed');
});

test('of several addresses the next one is taken after each failure, and the one that works is kept', async t => {
  const script = new Script(t);
  const parley = script.client({ url: ['ws://a.test/ws', 'https://b.test/ws', 'ws://c.test/ws'] });
  (await script.dials.next()).dies();

  const second = await script.dials.next('the second address');
  second.says(connected());
  parley.setLang('zh-CN');
  const again = await script.dials.next('the same address');

  assert.equal(second.url.href.split('?')[0], 'wss://b.test/ws');
  assert.equal(again.url.host, 'b.test');
  again.dies();
  assert.equal((await script.dials.next('the third address')).url.host, 'c.test');
  (script.dials.all.at(-1)).dies();
  assert.equal((await script.dials.next('the first address')).url.host, 'a.test');
});

test('a socket that cannot even be made is a failed attempt, of which the reason is told', async t => {
  const script = new Script(t);
  const { WebSocket } = script;
  let refusals = 1;
  script.WebSocket = class extends WebSocket {
    constructor(url, protocols) {
      if ((refusals -= 1) === 0) throw new Error('an insecure address on a secure page');
      super(url, protocols);
    }
  };
  refusals = 2;
  const { socket } = await script.connected();

  socket.dies();
  const again = await script.dials.next('the attempt after the one that failed');
  again.says(connected());

  assert.equal(script.told('state').find(({ message }) => message)?.message, 'an insecure address on a secure page');
  assert.equal(script.told('state').at(-1).state, 'open');
});

test('a draining server is left for the next address', async t => {
  const script = new Script(t);
  const { socket } = await script.connected({ url: ['ws://a.test/ws', 'ws://b.test/ws'] });

  socket.says({ ...golden('server/status.draining'), details: { reconnect_after_ms: 1 } });

  assert.equal((await script.dials.next('a second connection')).url.host, 'b.test');
});

test('no attempt comes before the moment that a refusal named', async t => {
  const script = new Script(t);
  script.client();
  const socket = await script.dials.next();
  socket.says({ ...golden('server/error'), code: 'BUSY', retry_after_ms: 60_000 });

  socket.dies(1013);

  const { delayMs, reason, message } = script.told('state').at(-1);
  assert.ok(delayMs > 55_000, `in ${delayMs} ms`);
  assert.deepEqual([reason, message], ['BUSY', golden('server/error').message]);
});

test('who is sent away for being too fast comes back not sooner than it is told', async t => {
  const script = new Script(t);
  const { socket } = await script.connected();
  const { id, ...error } = golden('server/error');
  socket.says({ ...error, retry_after_ms: 60_000 });

  socket.dies(4429);

  const { delayMs, reason } = script.told('state').at(-1);
  assert.ok(delayMs > 55_000, `in ${delayMs} ms`);
  assert.equal(reason, 'RATE_LIMIT');
});

test('a refusal of one message says nothing of when to come back', async t => {
  const script = new Script(t);
  const { socket } = await script.connected();
  socket.says({ ...golden('server/error'), retry_after_ms: 60_000 });

  socket.dies();

  assert.ok(await script.dials.next('a second connection'));
});

test('who cannot be read is left', async t => {
  const script = new Script(t);
  const { socket } = await script.connected();

  socket.onmessage({ data: '<html>Welcome to this hotel</html>' });

  assert.equal(script.told('state').at(-1).reason, 'unreadable');
});

const WRONG = {
  'no conversation': [{ projectId: undefined }, /needs a projectId/],
  'an id with a space': [{ userId: 'a b' }, /userId has to be .* not a b/],
  'an option that is misspelt': [{ maxAttempt: 3 }, /no option maxAttempt; there are .*maxAttempts/],
  'a number below the least': [{ maxPending: 0 }, /maxPending has to be a number from 1 on, not 0/],
  'a number that is text': [{ backoffMs: '5' }, /backoffMs has to be a number/],
  'no address outside of a page': [{ url: undefined }, /give Parley the url/],
  'no address among none': [{ url: [] }, /give Parley the url/],
  'an address that is none': [{ url: 'chat example' }, /url has to be .*ws.* not chat example/],
  'an address without a scheme, behind a good one': [{ url: ['ws://a.test/ws', 'localhost:8080/ws'] }, /url has to be .* not localhost:8080\/ws/],
  'an address of another kind': [{ url: 'ftp://a.test/ws' }, /url has to be .* not ftp:\/\/a.test/],
  'an address with a fragment': [{ url: 'ws://a.test/ws#here' }, /url has to be .*without a #/],
  'an address that is no text': [{ url: {} }, /url has to be/],
  'a token that is a number': [{ userId: null, token: 7 }, /token has to be a text, or a function/],
  'a token beside who it is of': [{ token: 'a.b.c' }, /userId and token cannot be given both/],
  'a WebSocket that is no constructor': [{ WebSocket: 'ws' }, /WebSocket has to be a constructor/],
  'no WebSocket': [{ WebSocket: null }, /give Parley a constructor/],
};
for (const [what, [options, says]] of Object.entries(WRONG)) {
  test(`${what} is told at once`, t => {
    const script = new Script(t);

    assert.throws(() => script.client(options), { name: 'TypeError', message: says });

    assert.equal(script.dials.all.length, 0);
  });
}

test('a listener that fails costs nobody else anything', async t => {
  const failures = [];
  const caught = failure => failures.push(failure.message);
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException').on('uncaughtException', caught);
  t.after(() => {
    process.removeAllListeners('uncaughtException');
    others.forEach(other => process.on('uncaughtException', other));
  });
  const script = new Script(t);
  const { parley, socket } = await script.connected({ lastSeq: 6 });
  parley.on('message', () => { throw new Error('of the page'); });

  socket.says({ type: 'batch', messages: [7, 8].map(seq => ({ ...golden('server/message'), seq })) });
  await new Promise(resolve => setImmediate(resolve));

  assert.deepEqual(script.told('message').map(({ seq }) => seq), [7, 8]);
  assert.deepEqual(failures, ['of the page', 'of the page']);
});

/** A server of SockJS: each request is answered with the next of `streams`, and after the last of them with nothing until it is given up. */
function playSockJs(t, ...streams) {
  const fetched = globalThis.fetch;
  t.after(() => { globalThis.fetch = fetched; });
  globalThis.fetch = async (url, { signal }) => (streams.length ? new Response(streams.shift()) : new Promise((_, givenUp) => {
    signal.addEventListener('abort', () => givenUp(signal.reason));
  }));
}

const letIn = `o\na${JSON.stringify([JSON.stringify(connected())])}\n`;
const restarts = 'c[1012,"RESTART"]\n';

test('where nothing is heard by a WebSocket, SockJS is tried in the same attempt, and what works is kept', async t => {
  const script = new Script(t);
  playSockJs(t, letIn + restarts);
  const parley = script.client({ transports: ['websocket', 'sockjs'] });

  (await script.dials.next()).dies();
  for (let told = null; told?.state !== 'reconnecting';) told = (await script.events.next('a reconnect')).detail;

  assert.equal(script.told('state')[0].transport, 'sockjs');
  assert.equal(script.dials.all.length, 1);
  parley.close();
});

test('who came in by a WebSocket before tries it first again, though SockJS worked since', async t => {
  const script = new Script(t);
  playSockJs(t, letIn + restarts);
  const { parley, socket } = await script.connected({ transports: ['websocket', 'sockjs'] });
  socket.dies();

  (await script.dials.next('a second WebSocket')).dies();
  const third = await script.dials.next('a third WebSocket');
  third.says(connected());

  const opened = script.told('state').filter(({ state }) => state === 'open').map(({ transport }) => transport);
  assert.deepEqual(opened, ['websocket', 'sockjs', 'websocket']);
  parley.close();
});

test('who leaves SockJS for another language tries the WebSocket that worked before', async t => {
  const script = new Script(t);
  playSockJs(t, letIn);
  const { parley, socket } = await script.connected({ transports: ['websocket', 'sockjs'] });
  socket.dies();
  (await script.dials.next('a second WebSocket')).dies();
  for (let told = null; told?.transport !== 'sockjs';) told = (await script.events.next('SockJS')).detail;

  parley.setLang('zh-CN');

  assert.equal(script.dials.all.length, 3);
  parley.close();
});

const timers = () => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length;

for (const [event, when] of [['status', ({ status }) => status === 'connected'], ['state', ({ state }) => state === 'open'], ['state', ({ state }) => state === 'reconnecting']]) {
  test(`close() is the end also where a listener of ${event} calls it: ${when}`, async t => {
    const before = timers();
    const script = new Script(t);
    const parley = script.client();
    parley.on(event, detail => { if (when(detail)) parley.close(); });
    const socket = await script.dials.next();

    socket.says(connected());
    if (parley.state === 'open') socket.dies();

    assert.equal(parley.state, 'closed');
    assert.equal(script.states().at(-1), 'closed');
    assert.equal(timers(), before);
  });
}
