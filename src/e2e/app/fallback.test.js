import assert from 'node:assert/strict';
import { test } from 'node:test';
import SockJS from 'sockjs-client';
import { WebSocket } from 'ws';
import { Parley } from '../../main/resources/web/client/parley.js';
import { Arrivals, within } from '../client/scripted-socket.js';
import { startApplication } from './application.js';
import { startBlockingProxy } from './blocking-proxy.js';
import { ChatPage, startBrowser } from './page.js';

/** A client that has come in through the proxy. */
async function come(proxy, projectId, options = {}) {
  const parley = new Parley({ url: `${proxy.url}/ws`, projectId, userId: 'fay', WebSocket, backoffMs: 20, ...options });
  const opened = new Promise(resolve => parley.on('state', change => { if (change.state === 'open') resolve(change); }));
  return { parley, ...await within(opened, 'the connection', 20_000) };
}

/** Settles with the end of the next answer, and holds that its text only grows. */
function nextAnswer(parley, grown = () => {}) {
  let shown = '';
  return within(new Promise(resolve => {
    const off = parley.on('answer', answer => {
      assert.ok(answer.content.startsWith(shown), 'text was taken back');
      shown = answer.content;
      grown(shown.length);
      if (!answer.done) return;
      off();
      resolve(answer);
    });
  }), 'the answer', 60_000);
}

async function logged(url, projectId) {
  const { parley } = await come({ url }, projectId);
  const { entries } = await parley.history();
  parley.close();
  return entries;
}

test('where WebSocket is blocked', async t => {
  const url = await startApplication(t);

  await t.test('our client goes on by SockJS by itself, and loses nothing when that is cut again and again', async t2 => {
    const proxy = await startBlockingProxy(t2, url);
    const { parley, transport } = await come(proxy, 'blocked');
    let cuts = 0;
    const answered = nextAnswer(parley, length => {
      if (cuts >= 3 || length < 200 * (cuts + 1)) return;
      cuts += 1;
      proxy.cut();
    });

    await parley.send('Write a story of 300 words');
    const answer = await answered;
    parley.close();

    const [, last] = await logged(url, 'blocked');
    assert.equal(transport, 'sockjs');
    assert.equal(proxy.refused, 1, 'what works is used again');
    assert.equal(cuts, 3);
    assert.equal(answer.content, last.detail.content);
  });

  await t.test('it polls where answers are kept back', async t2 => {
    const proxy = await startBlockingProxy(t2, url, { buffers: true });
    const { parley } = await come(proxy, 'buffered', { connectTimeoutMs: 3000 });
    const answered = nextAnswer(parley);

    await parley.send('Please echo 一二三 👋');
    const answer = await answered;
    parley.close();

    assert.match(answer.content, /一二三 👋/);
    assert.ok(proxy.asked.filter(path => path.endsWith('/xhr')).length > 2);
  });

  await t.test('more messages at once than may come at once arrive in order', async t2 => {
    const proxy = await startBlockingProxy(t2, url);
    const { parley } = await come(proxy, 'many');
    const numbers = Array.from({ length: 25 }, (_, i) => `${i}`);

    await Promise.all(numbers.map(number => parley.send(number)));
    parley.close();

    const questions = (await logged(url, 'many')).filter(({ event }) => event === 'message');
    assert.deepEqual(questions.map(({ detail }) => detail.content), numbers);
  });

  await t.test('sockjs-client chats through the same proxy', async t2 => {
    const proxy = await startBlockingProxy(t2, url);
    const heard = new Arrivals();
    const socket = new SockJS(`${proxy.url}/sockjs?project_id=theirs&user_id=sam`);
    socket.onmessage = ({ data }) => heard.push(JSON.parse(data));
    await heard.next('connected');

    socket.send(JSON.stringify({ type: 'chat', content: 'Please echo this' }));
    const types = [];
    while (types.at(-1) !== 'ai_reply') types.push((await heard.next('the reply')).type);

    assert.equal(socket.transport, 'xhr-streaming');
    assert.ok(types.includes('ack'));
    socket.close();
  });

  await t.test('the page in a real browser chats, and stops', async t2 => {
    const proxy = await startBlockingProxy(t2, url);
    const browser = await startBrowser(t2);
    const chat = await ChatPage.open(browser, `${proxy.url}/?project_id=page&user_id=alice`);
    await chat.page.waitForSelector('.pill[data-state=open]');

    await chat.say('Write a story of 400 words');
    await chat.longer(200);
    await chat.page.press('#draft', 'Escape');
    await chat.ended('cancelled', 1);

    const [question, answer] = await logged(url, 'page');
    assert.equal(question.detail.content, 'Write a story of 400 words');
    assert.equal(answer.detail.status, 'cancelled');
    assert.ok(proxy.asked.some(path => path.endsWith('/xhr_streaming')));
  });

  await t.test('who is refused before an upgrade, and cannot see why, learns it by SockJS', async () => {
    const parley = new Parley({ url: `${url}/ws`, projectId: 'refused', WebSocket });

    const { state, reason } = await within(new Promise(resolve => parley.on('state', resolve)), 'the refusal');

    assert.deepEqual([state, reason], ['denied', 'UNAUTHENTICATED']);
  });
});
