import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ack, connected, golden, Script } from './scripted-socket.js';

const expiring = leftMs => ({ ...golden('server/status.token_expiring'), details: { expires_in_ms: leftMs } });
const refusal = code => ({ ...golden('server/error'), code, retry: false, retry_after_ms: undefined });

/** A client with tokens, and what it was asked for. */
function client(t, token, options = {}) {
  const script = new Script(t);
  const parley = script.client({ userId: null, token, ...options });
  return { script, parley };
}

/** Gives t1, t2, t3, … */
function counting() {
  let count = 0;
  const give = () => `t${count += 1}`;
  return Object.assign(give, { count: () => count });
}

async function told(script, fits) {
  for (;;) {
    const { event, detail } = await script.events.next('an event');
    if (fits(event, detail)) return detail;
  }
}

const inState = state => (event, detail) => event === 'state' && detail.state === state;

test('a token is the first message and not in the address', async t => {
  const { script, parley } = client(t, 'aaa.bbb.ccc');
  const socket = await script.dials.next('a connection');

  socket.opens();
  const first = await socket.sent.next('the first message');
  socket.says(connected());

  assert.deepEqual([first.type, first.token], ['auth', 'aaa.bbb.ccc']);
  assert.doesNotMatch(`${socket.url} ${socket.protocols}`, /aaa|user_id/);
  assert.equal(parley.state, 'open');
});

test('each connection asks for a token of its own', async t => {
  const { script } = client(t, async () => give());
  const give = counting();

  const tokens = [];
  for (let i = 0; i < 3; i++) {
    const socket = await script.dials.next(`connection ${i}`);
    socket.opens();
    tokens.push((await socket.sent.next('who it is')).token);
    socket.says(connected());
    socket.dies();
  }

  assert.deepEqual(tokens, ['t1', 't2', 't3']);
});

test('a token that ends soon is renewed over the connection, which stays', async t => {
  const { script, parley } = client(t, counting());
  const socket = await script.dials.next('a connection');
  socket.opens();
  await socket.sent.next('who it is');
  socket.says(connected());

  socket.says(expiring(60_000));
  const renewal = await socket.sent.next('the new token');
  socket.says(ack(renewal));

  assert.deepEqual([renewal.type, renewal.token], ['auth', 't2']);
  assert.equal(parley.state, 'open');
  assert.equal(script.dials.all.length, 1);
  assert.deepEqual(script.told('error'), []);
});

test('tokens that hold for a moment only are not asked for without a pause', async t => {
  const give = counting();
  const { script } = client(t, give);
  const socket = await script.dials.next('a connection');
  socket.opens();
  socket.says(connected(), expiring(3000));
  await socket.sent.next('who it is');
  await socket.sent.next('the first renewal');

  socket.says(expiring(3000));
  const askedAtOnce = give.count();
  const later = await socket.sent.next('the second renewal');

  assert.equal(askedAtOnce, 2);
  assert.equal(later.token, 't3');
});

test('a text cannot be renewed, and the connection ends denied with its token', async t => {
  const { script, parley } = client(t, 'a.b.c');
  const socket = await script.dials.next('a connection');
  socket.opens();
  socket.says(connected(), expiring(60_000), refusal('UNAUTHENTICATED'));

  socket.dies(4401);

  assert.equal(socket.sent.all.length, 1);
  assert.equal(parley.state, 'denied');
  assert.equal(script.told('state').at(-1).reason, 'UNAUTHENTICATED');
});

test('a refused token ends denied, with the reason and the words of the server, and waits for nobody', async t => {
  const { script, parley } = client(t, counting());
  const refused = assert.rejects(parley.send('hello'), { code: 'DENIED', retry: false });
  const socket = await script.dials.next('a connection');
  socket.opens();

  socket.says(refusal('UNAUTHENTICATED'));
  socket.dies(4401);

  await refused;
  const { state, reason, message, code } = script.told('state').at(-1);
  assert.deepEqual([state, reason, code], ['denied', 'UNAUTHENTICATED', 4401]);
  assert.equal(message, golden('server/error').message);
});

test('after denied, connect asks for another token', async t => {
  const { script, parley } = client(t, counting());
  const socket = await script.dials.next('a connection');
  socket.opens();
  socket.dies(4401);

  parley.connect();
  const second = await script.dials.next('a second connection');
  second.opens();

  assert.equal((await second.sent.next('who it is')).token, 't2');
});

test('who was late to renew comes back with a new token', async t => {
  const { script, parley } = client(t, counting());
  const socket = await script.dials.next('a connection');
  socket.opens();
  socket.says(connected(), refusal('UNAUTHENTICATED'));

  socket.dies(4401);
  const second = await script.dials.next('a second connection');
  second.opens();
  second.says(connected());

  assert.equal(second.sent.all[0].token, 't2');
  assert.equal(parley.state, 'open');
});

test('a token that has run out is not tried again', async t => {
  const { script } = client(t, () => 'the same');
  const socket = await script.dials.next('a connection');
  socket.opens();
  socket.says(connected(), refusal('UNAUTHENTICATED'));

  socket.dies(4401);
  const { reason } = await told(script, inState('denied'));

  assert.equal(reason, 'UNAUTHENTICATED');
  assert.equal(script.dials.all.length, 1);
});

test('where there is no token nobody is called', async t => {
  const { script } = client(t, async () => null);

  const { reason } = await told(script, inState('denied'));

  assert.equal(reason, 'NO_TOKEN');
  assert.equal(script.dials.all.length, 0);
});

test('a token that cannot be had is a failed attempt, by no other way', async t => {
  const { script } = client(t, () => { throw new Error('the sign-in is down'); }, { maxAttempts: 2, transports: ['websocket', 'sockjs'] });

  const { reason, message } = await told(script, inState('closed'));

  assert.deepEqual([reason, message], ['token', 'the sign-in is down']);
  assert.deepEqual(script.states(), ['reconnecting', 'reconnecting', 'closed']);
  assert.equal(script.dials.all.length, 0);
});

test('a token that does not come is given up in time', async t => {
  const { script } = client(t, () => new Promise(() => {}), { maxAttempts: 0, connectTimeoutMs: 1 });

  const { reason } = await told(script, inState('closed'));

  assert.equal(reason, 'timeout');
});

test('a token that comes after the end opens nothing', async t => {
  let give;
  const { script, parley } = client(t, () => new Promise(resolve => { give = resolve; }));

  parley.close();
  give('late');
  await new Promise(resolve => setImmediate(resolve));

  assert.equal(script.dials.all.length, 0);
  assert.equal(parley.state, 'closed');
});

test('by SockJS each request says who it is, after a renewal with the new token', async t => {
  const asked = [];
  const fetched = globalThis.fetch;
  t.after(() => { globalThis.fetch = fetched; });
  const sent = new Promise(resolve => {
    globalThis.fetch = async (url, { headers, body }) => {
      asked.push([url.pathname.split('/').at(-1), headers.Authorization]);
      assert.doesNotMatch(url.href, /t1|t2|user_id/);
      if (body) {
        resolve(JSON.parse(JSON.parse(body)[0]));
        return new Response(null, { status: 204 });
      }
      await new Promise(setImmediate); // a network lets others have their turn
      const said = [connected(), expiring(60_000)].map(message => JSON.stringify(message));
      return new Response(asked.length === 1 ? `o\na${JSON.stringify(said)}\n` : 'h\n');
    };
  });
  const { parley } = client(t, counting(), { transports: ['sockjs'] });

  const renewal = await sent;
  parley.close();

  assert.deepEqual([renewal.type, renewal.token], ['auth', 't2']);
  assert.deepEqual(asked[0], ['xhr_streaming', 'Bearer t1']);
  assert.deepEqual(asked.find(([what]) => what === 'xhr_send'), ['xhr_send', 'Bearer t2']);
});

test('a token that came too late to count is the next one', async t => {
  const give = counting();
  let late = null;
  const { script, parley } = client(t, () => (give.count() === 0 ? give() : (late ??= give())));
  const socket = await script.dials.next('a connection');
  socket.opens();
  socket.says(connected(), expiring(1000));
  await socket.sent.next('who it is');
  await socket.sent.next('the renewal');

  socket.dies(4401);
  const second = await script.dials.next('a second connection');
  second.opens();
  second.says(connected());

  assert.equal(second.sent.all[0].token, 't2');
  assert.equal(parley.state, 'open');
});
