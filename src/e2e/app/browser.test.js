import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { Parley } from '../../main/resources/web/client/parley.js';
import { within } from '../client/scripted-socket.js';
import { startApplication } from './application.js';
import { ChatPage, startBrowser } from './page.js';

/** What the log has of the conversation, asked by another client. */
async function logged(url, projectId) {
  const parley = new Parley({ url: `${url}/ws`, projectId, userId: 'auditor', WebSocket });
  const { entries } = await parley.history();
  parley.close();
  return entries;
}

/** Says each and waits for its answer. */
async function converse(url, projectId, contents) {
  const parley = new Parley({ url: `${url}/ws`, projectId, userId: 'alice', WebSocket });
  for (const content of contents) {
    const answered = new Promise(resolve => {
      const off = parley.on('answer', ({ done }) => {
        if (!done) return;
        off();
        resolve();
      });
    });
    await parley.send(content);
    await within(answered, `the answer to ${content}`);
  }
  parley.close();
}

test('the page in a real browser', async t => {
  const url = await startApplication(t);
  const browser = await startBrowser(t);

  await t.test('an answer arrives bit by bit, with Markdown, and the page has nothing to complain of', async () => {
    const chat = await ChatPage.open(browser, `${url}/?project_id=bits&user_id=alice`);
    await chat.page.waitForSelector('.suggestion');
    await chat.screenshot('welcome');
    await chat.watchLengths();

    await chat.page.click('.suggestion >> nth=1');
    await chat.ended('complete', 1);

    const lengths = await chat.lengths();
    assert.ok(lengths.length > 5, `seen with ${lengths} characters only`);
    assert.ok(await chat.answer().locator('table').count() > 0, await chat.text());
    assert.equal(await chat.page.locator('.question').getAttribute('data-state'), 'stored');
    await chat.screenshot('light');
    await chat.page.emulateMedia({ colorScheme: 'dark' });
    await chat.screenshot('dark');
    await chat.page.setViewportSize({ width: 360, height: 740 });
    await chat.screenshot('phone');
    assert.equal(await chat.page.evaluate(() => document.documentElement.scrollWidth), 360);
    assert.deepEqual(chat.complaints, []);
  });

  await t.test('stop ends an answer and keeps what was said', async () => {
    const chat = await ChatPage.open(browser, `${url}/?project_id=stopped&user_id=alice`);
    await chat.say('Write a story of 2000 words');
    await chat.longer(150);

    await chat.page.click('#stop');
    await chat.ended('cancelled', 1);

    const [, answer] = await logged(url, 'stopped');
    assert.equal(answer.detail.status, 'cancelled');
    assert.ok(answer.detail.content.length > 150);
    assert.equal(await chat.shown(), await chat.rendered(answer.detail.content));
    assert.ok(await chat.page.isHidden('#stop'));
    assert.deepEqual(chat.complaints, []);
  });

  await t.test('a reload in the middle of an answer shows it whole in the end', async () => {
    const chat = await ChatPage.open(browser, `${url}/?project_id=reloaded&user_id=alice`);
    await chat.say('Write a story of 300 words');
    await chat.longer(100);
    const before = (await chat.text()).length;

    await chat.page.reload();
    await chat.longer(before);
    await chat.ended('complete', 1);

    const [question, answer] = await logged(url, 'reloaded');
    assert.equal(await chat.shown(), await chat.rendered(answer.detail.content));
    assert.equal(await chat.page.locator('.question .bubble').innerText(), question.detail.content);
    assert.deepEqual(chat.complaints, []);
  });

  await t.test('a task shows its progress and what came of it', async () => {
    const chat = await ChatPage.open(browser, `${url}/?project_id=task&user_id=alice`);

    await chat.say('Generate a report about bees');
    await chat.page.waitForSelector('.task[data-status=running] progress');
    await chat.page.waitForSelector('.task[data-status=completed] .task-result', { timeout: 60_000 });

    await chat.screenshot('task');
    assert.deepEqual(chat.complaints, []);
  });

  await t.test('two people see the same conversation', async () => {
    const alice = await ChatPage.open(browser, `${url}/?project_id=shared&user_id=alice`);
    const bob = await ChatPage.open(browser, `${url}/?project_id=shared&user_id=bob`, { locale: 'zh-CN' });
    await bob.page.waitForSelector('.pill[data-state=open]');

    await alice.say('你好 👋');
    await Promise.all([alice.ended('complete', 1), bob.ended('complete', 1)]);

    assert.equal(await bob.page.locator('.question .author').innerText(), 'alice');
    assert.equal(await bob.shown(), await alice.shown());
    assert.equal(await bob.page.evaluate(() => document.documentElement.lang), 'zh-CN');
    assert.deepEqual([...alice.complaints, ...bob.complaints], []);
  });

  await t.test('what is written without a network is sent when it is back', async () => {
    const chat = await ChatPage.open(browser, `${url}/?project_id=offline&user_id=alice`);
    await chat.page.waitForSelector('.pill[data-state=open]');

    await chat.goOffline();
    await chat.say('What is Parley?');
    await chat.page.waitForSelector('.question[data-state=queued]');
    await chat.page.waitForSelector('.banner', { state: 'visible' });
    await chat.screenshot('offline');
    await chat.goOnline();
    await chat.ended('complete', 1);

    assert.equal(await chat.page.locator('.question').getAttribute('data-state'), 'stored');
    assert.ok(await chat.page.isHidden('.banner'));
    assert.equal((await logged(url, 'offline')).length, 2);
  });

  await t.test('Enter that ends a composition does not send, Enter that sends does', async () => {
    const chat = await ChatPage.open(browser, `${url}/?project_id=typed&user_id=alice`);
    await chat.page.fill('#draft', 'ni hao');

    await chat.page.dispatchEvent('#draft', 'keydown', { key: 'Enter', isComposing: true });
    const composing = await chat.page.locator('.question').count();
    await chat.page.press('#draft', 'Shift+Enter');
    const broken = await chat.page.inputValue('#draft');
    await chat.page.press('#draft', 'Enter');

    assert.equal(composing, 0);
    assert.equal(broken, 'ni hao\n');
    assert.equal(await chat.page.locator('.question').count(), 1);
  });

  await t.test('what a model says is Markdown and never markup', async () => {
    const chat = await ChatPage.open(browser, `${url}/?project_id=hostile&user_id=alice`);

    const html = await chat.page.evaluate(async () => {
      const { render } = await import('/app/markdown.js');
      const box = document.createElement('div');
      box.append(render('<img src=x onerror=alert(1)> ![i](https://evil.test/i.png) [a](javascript:alert(1)) '
        + '[b](https://good.test) <style>*{}</style>\n\n<script>alert(2)</script>'));
      return box.innerHTML;
    });

    assert.doesNotMatch(html, /<(img|script|style)|javascript:/);
    assert.match(html, /<a [^>]*href="https:\/\/good.test"/);
    assert.match(html, /rel="noopener noreferrer nofollow"/);
    assert.deepEqual(chat.complaints, []);
  });

  await t.test('both languages of the page have the same texts', async () => {
    const chat = await ChatPage.open(browser, `${url}/?project_id=texts&user_id=alice`);

    const [en, zh] = await chat.page.evaluate(async () => {
      const { texts } = await import('/app/texts.js');
      return Object.values(texts).map(words => Object.keys(words));
    });

    assert.deepEqual(zh, en);
  });
});

test('a long conversation opens at its end and grows upward as one scrolls', async t => {
  const url = await startApplication(t, '--set', 'conversation.agent=echo');
  const browser = await startBrowser(t);
  const notes = Array.from({ length: 24 }, (_, i) => `note ${i + 1}`);
  await converse(url, 'long', notes);

  const chat = await ChatPage.open(browser, `${url}/?project_id=long&user_id=alice`);
  await chat.page.locator('.question', { hasText: 'note 24' }).waitFor();
  const first = await chat.page.locator('.question').count();
  const atEnd = await chat.page.locator('#scroll').evaluate(box => box.scrollHeight - box.scrollTop - box.clientHeight < 2);
  await chat.page.locator('#scroll').evaluate(box => { box.scrollTop = 0; });
  await chat.page.waitForFunction(() => document.querySelectorAll('.question').length === 24);

  assert.ok(first < 24, `all ${first} at once`);
  assert.ok(atEnd);
  assert.deepEqual(await chat.page.locator('.question .bubble').allInnerTexts(), notes);
  assert.deepEqual(chat.complaints, []);
});
