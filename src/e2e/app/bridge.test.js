import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import EventBus from '@vertx/eventbus-bridge-client.js';
import { Arrivals, within } from '../client/scripted-socket.js';
import { startApplication } from './application.js';
import { startCuttingProxy } from './cutting-proxy.js';

const README = new URL('../../../README.md', import.meta.url);

/** The client of Vert.x for `user`, open; what its handlers hear is in `heard` and `errors`. */
async function open(t, url, user, options = {}) {
  const bus = new EventBus(`${url}/eventbus?user_id=${user}`, { vertxbus_reconnect_delay_min: 20, ...options });
  const heard = new Arrivals();
  const errors = new Arrivals();
  const closes = new Arrivals();
  bus.onerror = error => errors.push(error);
  bus.onclose = close => closes.push(close);
  t.after(() => bus.close());
  await within(new Promise(resolve => { bus.onopen = resolve; }), 'the bridge');
  return { bus, heard, errors, closes, address: `user.push.${user}` };
}

/** Hears the pushes of the user. */
function hear({ bus, heard, address }) {
  bus.registerHandler(address, (error, message) => heard.push(error ?? message.body));
}

/** Settles with the reply to a message of the client. */
const handle = ({ bus }, projectId, message, more = {}) => within(new Promise((resolve, reject) => {
  bus.send('conv.handle', { project_id: projectId, message, ...more }, (error, reply) => (error ? reject(error) : resolve(reply.body.response)));
}), 'the reply');

async function until(heard, what, fits) {
  for (;;) {
    const message = await heard.next(what);
    if (fits(message)) return message;
  }
}

const chat = (id, content) => ({ type: 'chat', id, content });

/** One chat: the ack, the question, a text that grows by position to what the reply has. */
async function chats(client, projectId) {
  hear(client);
  const ack = await handle(client, projectId, chat('q1', 'Please echo 这一句 👋'));
  let text = '';
  const reply = await until(client.heard, 'the end of the answer', message => {
    if (message.type === 'ai_snapshot') text = message.content;
    if (message.type === 'ai_delta' && message.content) text = text.slice(0, message.offset) + message.content;
    return message.type === 'ai_reply';
  });

  assert.deepEqual([ack.type, ack.id, ack.duplicate], ['ack', 'q1', false]);
  const questions = client.heard.all.filter(({ type }) => type === 'message');
  assert.deepEqual(questions.map(({ seq }) => seq), [ack.seq]);
  assert.equal(reply.seq, ack.seq + 1);
  assert.match(reply.content, /这一句 👋/);
  assert.ok(text.length > 0 && reply.content.startsWith(text));
}

test('the client of Vert.x\'s event-bus bridge', async t => {
  const url = await startApplication(t, '--set', 'gateway.bridge.enabled=true');

  for (const transport of ['websocket', 'xhr-streaming', 'xhr-polling']) {
    await t.test(`chats over ${transport}`, async t2 => {
      const client = await open(t2, url, 'vera', { transports: [transport] });

      await chats(client, `by-${transport}`);

      assert.equal(client.bus.sockJSConn.transport, transport);
      assert.deepEqual(client.errors.all, []);
    });
  }

  await t.test('is who its socket is, whatever it says', async t2 => {
    const client = await open(t2, url, 'vera');
    hear(client);

    await handle(client, 'forged', chat('q1', 'hello'), { user_id: 'mallory', connection_id: 'another' });

    const question = await until(client.heard, 'the question', ({ type }) => type === 'message');
    assert.equal(question.user_id, 'vera');
  });

  await t.test('is kept from all else, and told so', async t2 => {
    const { bus, errors } = await open(t2, url, 'vera');

    bus.registerHandler('user.push.bob', () => {});
    const foreign = await errors.next('the refusal of a foreign address');
    bus.publish('conv.handle', {});
    const published = await errors.next('the refusal of a publish');
    const sent = await within(new Promise(resolve => { bus.send('conv.push', {}, resolve); }), 'the refusal of a send');

    assert.deepEqual([foreign.body, published.body, sent.failureType], ['access_denied', 'access_denied', 'access_denied']);
  });

  await t.test('hears no other user', async t2 => {
    const [vera, bob] = [await open(t2, url, 'vera'), await open(t2, url, 'bob')];
    [vera, bob].forEach(hear);

    await handle(vera, 'private-1', chat('q1', 'only for me'));
    await until(vera.heard, 'the answer', ({ type }) => type === 'ai_reply');
    await handle(bob, 'private-2', chat('q1', 'hello'));
    await until(bob.heard, 'the answer', ({ type }) => type === 'ai_reply');

    assert.deepEqual([...new Set(bob.heard.all.map(({ project_id: project }) => project))], ['private-2']);
  });

  await t.test('comes back after its socket was cut in the middle of an answer, and gets the rest', async t2 => {
    const proxy = await startCuttingProxy(t2, url);
    const client = await open(t2, proxy.url, 'vera');
    const back = new Arrivals();
    client.bus.enableReconnect(true);
    hear(client);
    await handle(client, 'torn', chat('q1', 'Write a story of 200 words'));
    await until(client.heard, 'some text', ({ type }) => type === 'ai_delta');

    client.bus.onreconnect = () => back.push('back');
    proxy.cut();
    await back.next('the new socket');
    hear(client);
    const resumed = await handle(client, 'torn', { type: 'resume', last_seq: 1 });
    const reply = await until(client.heard, 'the end of the answer', ({ type }) => type === 'ai_reply');

    assert.equal(resumed.status, 'resumed');
    assert.deepEqual([reply.status, reply.seq], ['complete', 2]);
    assert.deepEqual(client.heard.all.filter(({ seq }) => seq).map(({ seq }) => seq), [1, 2]);
  });

  await t.test('runs as in the README', () => {
    const [, program] = /```js\n(import EventBus[\s\S]*?)```/.exec(readFileSync(README, 'utf8'));
    const file = fileURLToPath(new URL('readme-example.mjs', import.meta.url));
    t.after(() => rmSync(file, { force: true }));
    writeFileSync(file, program.replace('http://localhost:8080', url));

    const said = execFileSync(process.execPath, [file], { encoding: 'utf8', timeout: 60_000 });

    assert.match(said, /^ack 1$/m);
    assert.match(said, /event bus 👋/);
  });
});

test('where it is not enabled there is no bridge', async t => {
  const url = await startApplication(t);

  const { status } = await fetch(`${url}/eventbus/info`);

  assert.equal(status, 404);
});
