import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { Parley } from '../../main/resources/web/client/parley.js';
import { within } from '../client/scripted-socket.js';
import { startApplication } from './application.js';
import { ChatPage, startBrowser } from './page.js';

/** Says something in a conversation, as somebody without a page. */
async function says(url, userId, projectId, content) {
  const parley = new Parley({ url: `${url}/ws`, projectId, userId, WebSocket });
  await within(parley.send(content), 'the ack');
  parley.close();
}

const titles = chat => chat.page.locator('.conversation-title').allInnerTexts();

/** Where the keyboard is: what it is called. */
const focused = chat => chat.page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent);

test('the list of conversations', async t => {
  const url = await startApplication(t, '--set', 'conversation.agent=echo');
  const browser = await startBrowser(t);

  await t.test('a conversation gets its first words as title, another one takes its place without a reload, and back leads back', async () => {
    const chat = await ChatPage.open(browser, `${url}/?project_id=first&user_id=anna`, { width: 1440, height: 900 });
    await chat.connected();
    await chat.page.evaluate(() => { window.isSamePage = true; });
    await chat.say('A question of bees');
    await chat.ended('complete', 1);
    await chat.conversation('A question of bees').waitFor();

    await chat.page.locator('.sidebar').getByRole('button', { name: 'New conversation' }).click();
    await chat.connected();
    const isEmpty = await chat.page.locator('.entry').count() === 0;
    await chat.say('A question of tides');
    await chat.ended('complete', 1);
    await chat.conversation('A question of tides').waitFor();
    const second = new URL(chat.page.url()).searchParams.get('project_id');
    await chat.conversation('A question of bees').getByRole('link').click();
    await chat.page.locator('.question', { hasText: 'bees' }).waitFor();
    await chat.page.goBack();
    await chat.page.locator('.question', { hasText: 'tides' }).waitFor();

    assert.ok(isEmpty);
    assert.notEqual(second, 'first');
    assert.equal(new URL(chat.page.url()).searchParams.get('project_id'), second);
    assert.deepEqual(await titles(chat), ['A question of tides', 'A question of bees']);
    assert.equal(await chat.page.locator('.conversation [aria-current]').innerText().then(text => text.split('\n')[0]), 'A question of tides');
    assert.equal(await chat.page.title(), 'A question of tides · Parley');
    assert.equal(await chat.page.locator('.question').count(), 1);
    assert.ok(await chat.page.evaluate(() => window.isSamePage));
    await chat.screenshot('conversations-light-1440');
    await chat.page.emulateMedia({ colorScheme: 'dark' });
    await chat.screenshot('conversations-dark-1440');
    assert.deepEqual(chat.complaints, []);
  });

  await t.test('it is renamed, and exported with all that was said', async () => {
    await says(url, 'berta', 'named', 'something 一 👋');
    const chat = await ChatPage.open(browser, `${url}/?project_id=named&user_id=berta`);
    await chat.conversation('New conversation').waitFor();

    await chat.choose('New conversation', 'Rename');
    await chat.page.getByRole('textbox', { name: 'Title' }).fill('Bees / 蜜蜂 🐝');
    await chat.page.keyboard.press('Enter');
    await chat.conversation('Bees / 蜜蜂 🐝').waitFor();
    const begun = chat.page.waitForEvent('download');
    await chat.choose('蜜蜂', 'Export');
    const file = await begun;

    const lines = readFileSync(await file.path(), 'utf8').trim().split('\n').map(line => JSON.parse(line));
    assert.equal(file.suggestedFilename(), 'Bees   蜜蜂 🐝.jsonl');
    assert.equal(lines[0].content, 'something 一 👋');
    assert.deepEqual(lines.map(({ seq }) => seq), lines.map((_, i) => i + 1));
    assert.deepEqual(chat.complaints, []);
  });

  await t.test('it is deleted only when that was agreed to, and other tabs are told', async () => {
    await says(url, 'carla', 'kept', 'this one stays');
    await says(url, 'carla', 'gone', 'this one goes');
    const chat = await ChatPage.open(browser, `${url}/?project_id=gone&user_id=carla`);
    const other = await ChatPage.open(browser, `${url}/?project_id=gone&user_id=carla`);
    await Promise.all([chat.connected(), other.connected()]);
    const row = chat.page.locator('.conversation[data-id=gone]');
    const menu = async () => {
      await row.getByRole('button').click();
      await chat.page.getByRole('menuitem', { name: 'Delete' }).click();
    };

    await menu();
    await chat.screenshot('delete-light-1280');
    await chat.page.keyboard.press('Escape');
    const afterEscape = await row.count();
    await menu();
    await chat.page.getByRole('button', { name: 'Delete' }).click();
    await row.waitFor({ state: 'detached' });
    await chat.page.locator('.question', { hasText: 'this one stays' }).waitFor();
    await other.page.waitForSelector('.banner[data-state=denied]');
    await other.page.locator('.banner').getByRole('button', { name: 'New conversation' }).click();
    await other.connected();

    assert.equal(afterEscape, 1);
    assert.equal(new URL(chat.page.url()).searchParams.get('project_id'), 'kept');
    assert.notEqual(new URL(other.page.url()).searchParams.get('project_id'), 'gone');
    assert.deepEqual(chat.complaints, []);
  });

  await t.test('what was said elsewhere is marked until it was seen', async () => {
    await says(url, 'dora', 'shared', 'hello');
    await says(url, 'erik', 'shared', 'hello');
    const chat = await ChatPage.open(browser, `${url}/?project_id=mine&user_id=dora`);
    await chat.page.locator('.conversation[data-id=shared]').waitFor();
    const before = await chat.page.locator('.unread').count();

    await says(url, 'erik', 'shared', 'news');
    await chat.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await chat.page.locator('.conversation[data-id=shared] .unread').waitFor();
    await chat.page.locator('.conversation[data-id=shared]').getByRole('link').click();
    await chat.page.locator('.question', { hasText: 'news' }).waitFor();
    await chat.page.locator('.unread').waitFor({ state: 'detached' });

    assert.equal(before, 0);
    assert.deepEqual(chat.complaints, []);
  });

  await t.test('more are listed a page at a time', async () => {
    const parleys = Array.from({ length: 60 }, (_, i) => i).map(i => fetch(`${url}/api/conversations?user_id=u${i % 20}`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ title: `Of u${i % 20}: ${i}` }) }));
    const created = await Promise.all(parleys);
    for (const [i, answer] of created.entries()) {
      const { project_id: id } = await answer.json();
      const invited = await fetch(`${url}/api/conversations/${id}/members?user_id=u${i % 20}`, {
        method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ user_id: 'fred' }) });
      assert.equal(invited.status, 201);
    }
    const chat = await ChatPage.open(browser, `${url}/?project_id=freds&user_id=fred`);
    await chat.conversation('Of u3').first().waitFor();
    const first = await chat.page.locator('.conversation').count();

    await chat.page.getByRole('button', { name: 'Show more' }).click();
    await chat.page.getByRole('button', { name: 'Show more' }).waitFor({ state: 'hidden' });

    assert.equal(first, 50);
    assert.equal(await chat.page.locator('.conversation').count(), 61);
    assert.deepEqual(chat.complaints, []);
  });

  await t.test('what the server refuses is said in words, in the language of the page', async () => {
    const chat = await ChatPage.open(browser, `${url}/?project_id=words&user_id=gerd`, { locale: 'zh-CN' });
    await chat.connected();
    await chat.say('你好');
    await chat.conversation('你好').waitFor();

    await chat.page.route('**/api/**', route => route.abort());
    await chat.choose('你好', '成员');
    await chat.page.locator('dialog .trouble').waitFor();
    const offline = await chat.page.locator('dialog .trouble').innerText();
    await chat.page.keyboard.press('Escape');
    await chat.page.unroute('**/api/**');
    await chat.page.route('**/api/**', route => route.fulfill({ status: 503, body: '<html>' }));
    await chat.choose('你好', '导出');
    await chat.page.locator('.sidebar .trouble').waitFor();
    await chat.page.unroute('**/api/**');
    await chat.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await chat.page.waitForResponse(response => response.url().includes('/api/conversations?'));
    const broken = await chat.page.locator('.sidebar .trouble').innerText();

    assert.match(offline, /无法连接服务器/);
    assert.match(broken, /请稍后重试/);
  });

  await t.test('by the keyboard alone: menu, arrows, Esc', async () => {
    await says(url, 'hans', 'keys', 'hello');
    const chat = await ChatPage.open(browser, `${url}/?project_id=keys&user_id=hans`);
    await chat.page.locator('.conversation').waitFor();

    await chat.page.locator('.conversation a').focus();
    await chat.page.keyboard.press('Tab');
    await chat.page.keyboard.press('Enter');
    const opened = await focused(chat);
    await chat.page.keyboard.press('ArrowDown');
    const next = await focused(chat);
    await chat.page.keyboard.press('ArrowUp');
    await chat.page.keyboard.press('ArrowUp');
    const last = await focused(chat);
    await chat.page.keyboard.press('Escape');

    assert.deepEqual([opened, next, last], ['Rename', 'Members', 'Delete']);
    assert.match(await focused(chat), /^What to do with/);
    assert.ok(await chat.page.locator('.menu').isHidden());
  });

  await t.test('on a phone it is over the page, keeps the focus, and Esc closes it', async () => {
    await says(url, 'ida', 'phone', 'hello from the phone');
    const chat = await ChatPage.open(browser, `${url}/?project_id=phone&user_id=ida`, { width: 360, height: 740 });
    await chat.page.locator('.question').waitFor();
    const hiddenAtFirst = await chat.page.isHidden('.sidebar');

    await chat.page.getByRole('button', { name: 'Show conversations' }).click();
    await chat.page.locator('.conversation').waitFor();
    await chat.screenshot('sidebar-light-360');
    const outside = [];
    for (let i = 0; i < 8; i++) {
      await chat.page.keyboard.press('Tab');
      outside.push(await chat.page.evaluate(() => document.activeElement !== document.body && !document.activeElement.closest('.sidebar')));
    }
    await chat.page.emulateMedia({ colorScheme: 'dark' });
    await chat.screenshot('sidebar-dark-360');
    const barriers = await chat.barriers();
    await chat.page.locator('.sidebar a').focus();
    await chat.page.keyboard.press('Escape');

    assert.ok(hiddenAtFirst);
    assert.ok(!outside.includes(true), 'the focus left the list');
    assert.ok(await chat.page.isHidden('.sidebar'));
    assert.equal(await focused(chat), 'Show conversations');
    assert.equal(await chat.page.evaluate(() => document.documentElement.scrollWidth), 360);
    assert.deepEqual(barriers, []);
    assert.deepEqual(chat.complaints, []);
  });

  for (const [colorScheme, locale] of [['light', 'en-US'], ['dark', 'zh-CN']]) {
    await t.test(`${colorScheme}, in ${locale}, nothing is in the way of those who see, hear or type otherwise`, async () => {
      await says(url, 'jana', `barriers-${colorScheme}`, 'hello');
      const chat = await ChatPage.open(browser, `${url}/?project_id=barriers-${colorScheme}&user_id=jana`, { colorScheme, locale });
      await chat.page.locator('.conversation').first().waitFor();
      await chat.page.locator('.question').waitFor();

      const onPage = await chat.barriers();
      await chat.page.locator('.conversation button').first().click();
      const inMenu = await chat.barriers();
      await chat.page.getByRole('menuitem').nth(1).click();
      await chat.page.locator('.member').waitFor();
      const inDialog = await chat.barriers();

      assert.deepEqual(onPage, []);
      assert.deepEqual(inMenu, []);
      assert.deepEqual(inDialog, []);
    });
  }
});
