import assert from 'node:assert/strict';
import { test } from 'node:test';
import SockJS from 'sockjs-client';
import { WebSocket } from 'ws';
import { Parley } from '../../main/resources/web/client/parley.js';
import { Arrivals, within } from '../client/scripted-socket.js';
import { startApplication } from './application.js';

const QUESTION = '请 echo 这一句 👋, please';

/** A socket of somebody else's making, and what it hears. */
function listen(socket) {
  const heard = new Arrivals();
  socket.onmessage = ({ data }) => heard.push(JSON.parse(data));
  return { socket, heard };
}

/** Takes messages until one fits. */
async function until(heard, what, fits) {
  for (;;) {
    const message = await heard.next(what);
    assert.notEqual(message.type, 'error', JSON.stringify(message));
    if (fits(message)) return message;
  }
}

/** One chat as PROTOCOL has it: connected, ack, the question, a text that grows by position to what the reply has (its end may
 * come with the reply only). */
async function chats({ socket, heard }) {
  const status = await heard.next('connected');
  socket.send(JSON.stringify({ type: 'chat', id: 'q1', content: QUESTION }));
  const ack = await until(heard, 'the ack', ({ type }) => type === 'ack');
  let text = '';
  const reply = await until(heard, 'the reply', message => {
    if (message.type === 'ai_snapshot') text = message.content;
    if (message.type === 'ai_delta' && message.content) text = text.slice(0, message.offset) + message.content;
    return message.type === 'ai_reply';
  });

  assert.equal(status.status, 'connected');
  assert.equal(ack.id, 'q1');
  assert.equal(ack.duplicate, false);
  const [question] = heard.all.filter(({ type }) => type === 'message');
  assert.deepEqual([question.content, question.seq, question.message_id], [QUESTION, ack.seq, ack.message_id]);
  assert.equal(reply.status, 'complete');
  assert.equal(reply.seq, ack.seq + 1);
  assert.ok(text.length > 0 && reply.content.startsWith(text), `${text} is no beginning of ${reply.content}`);
}

test('other clients', async t => {
  const url = await startApplication(t);
  const ws = `${url.replace('http', 'ws')}/ws`;

  await t.test('the WebSocket of ws chats', async () => {
    const socket = new WebSocket(`${ws}?project_id=by-ws&user_id=wendy`);

    await chats(listen(socket));

    socket.close();
  });

  for (const transport of ['websocket', 'xhr-streaming', 'xhr-polling']) {
    await t.test(`sockjs-client chats over ${transport}`, async () => {
      const address = `${url}/sockjs?project_id=by-${transport}&user_id=sam`;
      const socket = new SockJS(address, null, { transports: [transport] });

      await chats(listen(socket));

      assert.equal(socket.transport, transport);
      socket.close();
    });
  }

  await t.test('our own client loses nothing when its socket dies again and again in the middle of an answer', async () => {
    const sockets = [];
    class Mortal extends WebSocket {
      constructor(...args) {
        super(...args);
        sockets.push(this);
      }
    }
    const parley = new Parley({ url: ws, projectId: 'torn', userId: 'olga', WebSocket: Mortal, backoffMs: 20 });
    let shown = '';
    const answered = new Promise(resolve => {
      parley.on('answer', answer => {
        assert.ok(answer.content.startsWith(shown), 'text was taken back');
        if (answer.content.length > shown.length + 150 && sockets.length < 5) sockets.at(-1).terminate();
        shown = answer.content;
        if (answer.done) resolve(answer);
      });
    });

    const { duplicate } = await parley.send('Write a story of 200 words');
    const answer = await within(answered, 'the end of the answer', 60_000);
    const { entries } = await parley.history({ beforeSeq: answer.seq + 1 });
    parley.close();

    assert.equal(duplicate, false);
    assert.equal(shown, answer.content);
    assert.deepEqual(entries.map(({ event }) => event), ['message', 'answer']);
    assert.equal(entries[1].detail.content, shown);
  });

  await t.test('our own client reads what comes in batches and compressed, and loses nothing', async () => {
    const frames = [];
    class Seen extends WebSocket {
      constructor(...args) {
        super(...args);
        this.addEventListener('message', ({ data }) => frames.push(JSON.parse(data)));
      }
    }
    const parley = new Parley({ url: ws, projectId: 'packed', userId: 'paul', WebSocket: Seen, batch: true, compress: true });
    const question = `Please echo ${'你好 👋 all the same '.repeat(150)}`;
    const ended = new Promise(resolve => parley.on('answer', answer => {
      if (answer.done && answer.content.includes('all the same')) resolve(answer);
    }));

    await Promise.all(Array.from({ length: 8 }, (_, i) => parley.send(`Please echo ${i}`))); // their small frames meet
    await parley.send(question);
    const answer = await within(ended, 'the end of the answer', 60_000);
    const { entries } = await parley.history({ beforeSeq: answer.seq + 1 });
    parley.close();

    const came = new Set(frames.map(({ type }) => type));
    assert.ok(came.has('batch'), [...came].join());
    assert.ok(JSON.stringify(frames).includes('"type":"compressed"'), 'nothing came compressed');
    const said = entries.map(({ detail }) => detail.content);
    assert.deepEqual([said.filter(text => text === question).length, said.at(-1)], [1, answer.content]);
  });

  await t.test('two tabs of one user, the second a copy of the first, are in step', async () => {
    const tab = sessionId => {
      const parley = new Parley({ url: ws, projectId: 'tabs', userId: 'tina', WebSocket, sessionId });
      const events = new Arrivals();
      for (const event of ['message', 'answer']) parley.on(event, detail => events.push(detail));
      const open = new Promise(resolve => parley.on('state', ({ state }) => { if (state === 'open') resolve(); }));
      return { parley, events, open };
    };
    const ended = ({ events }) => until(events, 'the end of the answer', ({ done }) => done);
    const first = tab();
    await within(first.open, 'the first tab');
    const second = tab(first.parley.sessionId);
    await within(second.open, 'the second tab');

    await Promise.all([first.parley.send('Please echo one'), second.parley.send('Please echo two')]);
    const answers = [[await ended(first), await ended(first)], [await ended(second), await ended(second)]];
    first.parley.close();
    second.parley.close();

    assert.notEqual(second.parley.sessionId, first.parley.sessionId);
    assert.deepEqual(answers[0], answers[1]);
    assert.deepEqual(...[first, second].map(({ events }) => events.all.filter(({ user_id: user }) => user)));
  });
});
