import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { Parley } from '../../main/resources/web/client/parley.js';
import { Arrivals, within } from '../client/scripted-socket.js';
import { startApplication } from './application.js';
import { ChatPage, startBrowser } from './page.js';

const LONG_MS = 20_000;

/**
 * An agent that answers at once, and carries out tasks as the test says: what it is asked for is in `tasks`. The
 * answer to `wait` ends when the test lets it: it is in `held`.
 */
async function startAgent(t) {
  const tasks = new Arrivals();
  const held = new Arrivals();
  const server = createServer(async (request, response) => {
    let asked = '';
    for await (const chunk of request) asked += chunk;
    const { kind, message } = JSON.parse(asked);
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    const say = event => response.write(`data: ${JSON.stringify(event)}\n\n`);
    const end = event => response.end(`data: ${JSON.stringify({ done: true, ...event })}\n\n`);
    if (kind === 'task') return tasks.push({ title: message.args.title, say, end });
    say({ content: `You said ${message.content}.` });
    if (message.content === 'wait') return held.push({ end });
    return end({});
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections?.();
  });
  return { url: `http://127.0.0.1:${server.address().port}/`, tasks, held };
}

/** Alice's own client in that conversation; `says` settles with the answer. */
function client(t, url, projectId) {
  const parley = new Parley({ url: `${url}/ws`, projectId, userId: 'alice', WebSocket });
  t.after(() => parley.close());
  const next = (event, found) => within(new Promise(resolve => {
    const off = parley.on(event, detail => {
      if (!found(detail)) return;
      off();
      resolve(detail);
    });
  }), `that ${event}`, LONG_MS);
  const says = async content => {
    const answered = next('answer', ({ done }) => done);
    await parley.send(content);
    await answered;
  };
  return { parley, next, says };
}

/** What each card says: its title, what it does, and how far it is where it tells. */
const cards = page => page.locator('.task').evaluateAll(all => all.map(card => ['title', 'state', 'percent']
  .map(part => card.querySelector(`.task-${part}`)).filter(part => !part.hidden).map(part => part.textContent)));

/** Waits until the cards say that. */
async function say(page, wanted) {
  await page.waitForFunction(all => JSON.stringify([...document.querySelectorAll('.task')].map(card => ['title', 'state', 'percent']
    .map(part => card.querySelector(`.task-${part}`)).filter(part => !part.hidden).map(part => part.textContent))) === all,
  JSON.stringify(wanted), { timeout: LONG_MS }).catch(async late => {
    assert.deepEqual(await cards(page), wanted);
    throw late;
  });
}

test('tasks on the page', async t => {
  const agent = await startAgent(t);
  const url = await startApplication(t, '--set', 'conversation.agent=http', '--set', `http_agent.url=${agent.url}`,
    '--set', 'conversation.tasks_per_user=1', '--set', 'gateway.rate.burst=1000');
  const browser = await startBrowser(t);

  await t.test('after a reload one is as far as it was, where it began', async t => {
    const { parley, says, next } = client(t, url, 'reloaded');
    await parley.generate({ title: 'Bees' });
    const task = await agent.tasks.next('the task');
    await says('hello');
    const told = next('task', ({ progress }) => progress === 40);
    task.say({ progress: 40, phase: 'outline', message: 'Half of it' });
    await told;

    const chat = await ChatPage.open(browser, `${url}/?project_id=reloaded&user_id=alice`);
    await chat.page.waitForSelector('.answer');
    const kinds = await chat.page.locator('.entry').evaluateAll(all => all.map(entry => entry.classList[1]));

    await say(chat.page, [['Bees', 'Half of it', '40 %']]);
    assert.deepEqual(kinds, ['task', 'question', 'answer']);
    task.end({ result: { text: 'Buzz' } });
    await chat.page.waitForSelector('.task[data-status=completed] .task-result');
    assert.deepEqual(chat.complaints, []);
  });

  await t.test('one that waits says its place, moves up, and begins', async t => {
    const { parley } = client(t, url, 'waiting');
    const chat = await ChatPage.open(browser, `${url}/?project_id=waiting&user_id=alice`);
    await chat.connected();
    const ids = [];
    for (const title of ['One', 'Two', 'Three', 'Four']) ids.push((await parley.generate({ title })).message_id);
    const one = await agent.tasks.next('the first task');
    await one.say({ progress: 10, message: 'At it' });
    const first = ['One', 'At it', '10 %'];

    await say(chat.page, [first, ['Two', 'Waits, number 1'], ['Three', 'Waits, number 2'], ['Four', 'Waits, number 3']]);
    assert.ok(await chat.page.locator('.task progress').nth(1).isHidden());
    await chat.screenshot('task-waits');
    await parley.stop({ taskId: ids[1] });
    const cancelled = ['Two', 'The generation was cancelled.'];
    await say(chat.page, [first, cancelled, ['Three', 'Waits, number 1'], ['Four', 'Waits, number 2']]);
    await chat.page.reload();
    await say(chat.page, [first, cancelled, ['Three', 'Waits, number 1'], ['Four', 'Waits, number 2']]);
    await one.end({ result: { text: 'Done' } });
    const three = await agent.tasks.next('the third task');
    const done = ['One', 'The generation is done.'];
    await say(chat.page, [done, cancelled, ['Three', 'The generation has begun.', '0 %'], ['Four', 'Waits, number 1']]); // its agent has said nothing yet
    await three.say({ progress: 30, message: 'At it too' });

    await say(chat.page, [done, cancelled, ['Three', 'At it too', '30 %'], ['Four', 'Waits, number 1']]);
    assert.deepEqual(chat.complaints, []);
    await three.end({ result: { text: 'Done' } }); // both would hold up what Alice begins elsewhere
    await (await agent.tasks.next('the fourth task')).end({ result: { text: 'Done' } });
  });

  await t.test('a question says its place until its answer begins', async () => {
    const chat = await ChatPage.open(browser, `${url}/?project_id=questions&user_id=alice`);
    await chat.connected();
    for (const text of ['wait', 'two', 'three']) await chat.say(text);
    const waits = chat.page.locator('.waits:visible');

    await chat.page.waitForFunction(() => [...document.querySelectorAll('.waits:not([hidden])')].length === 2);
    assert.deepEqual(await waits.allInnerTexts(), ['Waits, number 1', 'Waits, number 2']);
    assert.equal(await chat.page.locator('.question').nth(1).locator('.meta').evaluate(meta => getComputedStyle(meta).opacity), '1');
    (await agent.held.next('the question that is held')).end({});
    await chat.ended('complete', 3);

    assert.equal(await waits.count(), 0);
    assert.deepEqual(chat.complaints, []);
  });

  await t.test('one that is over stays so when the page is read on which it began', async t => {
    const { parley, says, next } = client(t, url, 'over');
    await parley.generate({ title: 'Wasps' });
    const task = await agent.tasks.next('the task');
    for (let n = 1; n <= 10; n += 1) await says(`before ${n}`);
    const over = next('task', ({ done }) => done);
    task.end({ result: { text: 'Buzz' } });
    await over;
    for (let n = 1; n <= 6; n += 1) await says(`after ${n}`);
    const chat = await ChatPage.open(browser, `${url}/?project_id=over&user_id=alice`);
    await chat.page.waitForSelector('.task[data-status=completed] .task-result');
    const [[, state]] = await cards(chat.page);

    await chat.page.locator('#scroll').evaluate(box => { box.scrollTop = 0; });
    await chat.page.locator('.task-title', { hasText: 'Wasps' }).waitFor(); // its beginning has been read

    assert.deepEqual(await cards(chat.page), [['Wasps', state]]);
    assert.equal(await chat.page.locator('.task').getAttribute('data-status'), 'completed');
    assert.ok(await chat.page.locator('.task-cancel').isHidden());
    assert.deepEqual(chat.complaints, []);
  });
});
