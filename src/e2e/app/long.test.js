import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { Parley } from '../../main/resources/web/client/parley.js';
import { within } from '../client/scripted-socket.js';
import { startApplication } from './application.js';
import { ChatPage, startBrowser } from './page.js';

const ENTRIES = 5000;
const FRAMES = 200;
const TOKENS = 20_000;
/** Where an answer pauses to be measured: the second part and the last but one are compared. */
const MARKS = [2000, 6000, 14_000, 18_000, TOKENS];

/** Says so many things, each when the one before is answered. */
async function converse(url, projectId, count) {
  const parley = new Parley({ url: `${url}/ws`, projectId, userId: 'alice', WebSocket });
  let said = 0;
  const all = new Promise(resolve => {
    const next = () => (said === count ? resolve() : parley.send(`Note ${said += 1}, which says a little`));
    parley.on('answer', ({ done }) => { if (done) next(); });
    next();
  });
  await within(all, `${count} answers`, 180_000);
  parley.close();
}

/** What the page's main thread has worked so far, in CPU time: what else the machine does has no part in it. */
async function mainThread(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.setTimeDomain', { timeDomain: 'threadTicks' });
  await session.send('Performance.enable');
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration').value;
  };
}

/** Scrolls up and down for so many frames; gives CPU time a frame, and how many tasks were long. */
async function scrolled(chat, frames) {
  const worked = await mainThread(chat.page);
  await chat.page.evaluate(() => new Promise(resolve => {
    const box = document.getElementById('scroll');
    box.scrollTop = box.scrollHeight / 2;
    requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  }));
  const before = await worked();
  const long = await chat.page.evaluate(count => new Promise(resolve => {
    const box = document.getElementById('scroll');
    let tasks = 0;
    new PerformanceObserver(list => { tasks += list.getEntries().length; }).observe({ type: 'longtask' });
    const step = left => {
      box.scrollTop += left > count / 2 ? -300 : 300;
      if (left > 0) requestAnimationFrame(() => step(left - 1));
      else setTimeout(() => resolve(tasks));
    };
    requestAnimationFrame(() => step(count));
  }), frames);
  return { frame: (await worked() - before) / frames, long };
}

const entries = page => page.locator('.entry').count();

/** Goes to the top again and again, until all is there. */
async function loadAll(page, count) {
  await page.evaluate(wanted => new Promise((resolve, reject) => {
    const box = document.getElementById('scroll');
    const count = () => document.querySelectorAll('.entry').length;
    setTimeout(() => reject(new Error(`${count()} of ${wanted} came, at ${box.scrollTop}`)), 60_000);
    const up = () => {
      if (count() >= wanted) return resolve();
      box.scrollTop = 0;
      return setTimeout(up, 20);
    };
    up();
  }), count);
}

test('5,000 messages', async t => {
  const url = await startApplication(t, '--set', 'conversation.agent=echo', '--set', 'store.kind=memory',
    '--set', 'gateway.rate.messages_per_second=100000',
    '--set', 'gateway.rate.burst=100000', '--set', 'conversation.delta_interval_ms=0');
  const browser = await startBrowser(t);
  await Promise.all([converse(url, 'small', 50), converse(url, 'large', ENTRIES / 2)]);
  const small = await ChatPage.open(browser, `${url}/?project_id=small&user_id=alice`);
  await small.page.waitForSelector('.answer');
  await loadAll(small.page, 100);
  const few = await scrolled(small, FRAMES);
  await small.page.close();
  const chat = await ChatPage.open(browser, `${url}/?project_id=large&user_id=alice`);
  await chat.page.waitForSelector('.answer[data-status=complete]');

  await t.test('what is being read stays where it is while older ones come', async () => {
    const loaded = await entries(chat.page);
    const places = await chat.page.evaluate(count => new Promise(resolve => {
      const box = document.getElementById('scroll');
      const all = () => document.querySelectorAll('.entry');
      box.scrollTop = 550;
      const read = [...all()].find(entry => entry.getBoundingClientRect().top > 200);
      const seen = [];
      let after = 10;
      const look = () => {
        seen.push(read.getBoundingClientRect().top);
        if (all().length > count) after -= 1;
        if (after > 0) requestAnimationFrame(look);
        else resolve(seen);
      };
      look();
    }), loaded);

    const [before] = places;
    assert.ok(await entries(chat.page) > loaded);
    assert.ok(places.every(top => Math.abs(top - before) <= 1), `${[...new Set(places)]}`);
  });

  await t.test('scroll smoothly, as only what is near is drawn', async () => {
    await loadAll(chat.page, ENTRIES);

    const many = await scrolled(chat, FRAMES);

    t.diagnostic(`CPU a frame: ${few.frame} of 100, ${many.frame} of ${ENTRIES}; long tasks: ${few.long}, ${many.long}`);
    const drawn = await chat.page.evaluate(() => [...document.querySelectorAll('.entry')]
      .filter(entry => entry.checkVisibility({ contentVisibilityAuto: true })).length);
    assert.ok(drawn < ENTRIES / 10, `${drawn} are drawn`);
    assert.ok(many.long < few.long + FRAMES / 4, `${many.long} long tasks, not ${few.long}`);
    const notes = await chat.page.locator('.question .bubble').allTextContents();
    assert.deepEqual([notes.length, notes[0], notes.at(-1)], [ENTRIES / 2, 'Note 1, which says a little', `Note ${ENTRIES / 2}, which says a little`]);
    assert.deepEqual(chat.complaints, []);
  });
});

/** An agent that streams an answer of `MARKS.at(-1)` tokens, as text or as one block of code, and pauses at each mark until it may go on. */
async function startAgent(t) {
  const pauses = new Map(MARKS.map(mark => [mark, hold()]));
  const server = createServer(async (request, response) => {
    let asked = '';
    for await (const chunk of request) asked += chunk;
    const block = JSON.parse(asked).message.content === 'code';
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    const say = content => response.write(`data: ${JSON.stringify({ content })}\n\n`);
    say(block ? '```\n' : '# Long\n\n');
    for (let n = 1; n <= TOKENS; n += 1) {
      say(pauses.has(n) ? `mark${n} ` : token(n, block));
      if (n % 20 === 0) await new Promise(resolve => setTimeout(resolve, 10));
      if (pauses.has(n)) await pauses.get(n).over;
    }
    response.end('data: {"done":true}\n\n');
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.closeAllConnections?.() ?? server.close());
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${server.address().port}/`, goOn: mark => pauses.get(mark).end() };
}

function hold() {
  const held = {};
  held.over = new Promise(resolve => { held.end = resolve; });
  return held;
}

const token = (n, block) => `word${n % 97}${n % 12 ? ' ' : block ? '\n' : n % 120 ? '. ' : '.\n\n'}`;

for (const kind of ['text', 'code']) {
  test(`an answer of 20,000 tokens costs as much a token at its end as at its beginning: ${kind}`, async t => {
    const agent = await startAgent(t);
    const url = await startApplication(t, '--set', 'conversation.agent=http', '--set', `http_agent.url=${agent.url}`,
      '--set', 'conversation.delta_interval_ms=0');
    const browser = await startBrowser(t);
    const chat = await ChatPage.open(browser, `${url}/?project_id=${kind}&user_id=alice`);
    const worked = await mainThread(chat.page);
    const at = [];

    await chat.say(kind);
    for (const mark of MARKS) {
      await chat.page.waitForFunction(text => document.querySelector('.answer .prose')?.textContent.includes(text), `mark${mark} `,
        { polling: 250, timeout: 60_000 });
      at.push(await worked());
      agent.goOn(mark);
    }
    await chat.ended('complete', 1);

    const [first, last] = [(at[1] - at[0]) / (MARKS[1] - MARKS[0]), (at[3] - at[2]) / (MARKS[3] - MARKS[2])];
    t.diagnostic(`CPU a token: ${first} at the beginning, ${last} at the end`);
    assert.ok(last < 2.5 * first, `${last} a token at the end, ${first} at the beginning`);
    assert.equal(await chat.page.locator('.prose pre').count(), kind === 'code' ? 1 : 0);
    assert.deepEqual(chat.complaints, []);
  });
}
