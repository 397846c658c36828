import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startApplication } from './application.js';
import { ChatPage, startBrowser } from './page.js';

/** A page with its playground open and an answer on its way. */
async function playing(browser, url, projectId, options) {
  const chat = await ChatPage.open(browser, `${url}/?project_id=${projectId}&user_id=alice`, options);
  await chat.page.click('#playground');
  await chat.say('Write a story of 150 words');
  await chat.longer(60);
  return chat;
}

const fault = (chat, name) => chat.page.locator('.fault', { hasText: name });

/** The text as it was shown on the way is never shorter than before, and in the end it is what another device shows. */
async function isWhole(chat, browser, url, projectId) {
  await chat.ended('complete', 1);
  const other = await ChatPage.open(browser, `${url}/?project_id=${projectId}&user_id=alice`);
  await other.ended('complete', 1);
  assert.equal(await chat.shown(), await other.shown());
  assert.equal(await chat.page.locator('.question').count(), 1);
  assert.deepEqual(chat.complaints.filter(text => !/WebSocket|ERR_/.test(text)), []);
}

const texts = (chat, way, what) => chat.page.locator(`.frame[data-way=${way}] .frame-${what}`).allInnerTexts();

test('the playground', async t => {
  const url = await startApplication(t);
  const browser = await startBrowser(t);

  await t.test('shows the frames on the socket, both ways, to filter, to open and to clear', async () => {
    const chat = await playing(browser, url, 'frames');
    await chat.ended('complete', 1);

    const [sent, received] = [await texts(chat, 'out', 'type'), await texts(chat, 'in', 'type')];
    await chat.screenshot('playground');
    await chat.page.selectOption('.drawer-tools select', 'in');
    await chat.page.fill('.drawer-tools input', 'AI_REPLY');
    await chat.page.waitForFunction(() => document.querySelectorAll('.frame').length === 1);
    await chat.page.click('.frame summary');
    const whole = JSON.parse(await chat.page.locator('.frame pre').innerText());
    await chat.page.emulateMedia({ colorScheme: 'dark' });
    await chat.screenshot('playground-dark');
    await chat.page.fill('.drawer-tools input', '');
    await chat.page.click('[aria-label="Clear the list"]');
    await chat.page.waitForFunction(() => document.querySelectorAll('.frame').length === 0);

    assert.ok(sent.includes('chat'), sent.join());
    assert.ok(received.includes('ai_delta'), received.join());
    assert.equal(whole.status, 'complete');
    await chat.page.keyboard.press('Escape');
    assert.ok(await chat.page.isHidden('#drawer'));
    assert.deepEqual(chat.complaints, []);
  });

  for (const width of [960, 1024, 1280]) {
    await t.test(`has room beside the list of conversations: ${width} px`, async () => {
      const chat = await ChatPage.open(browser, `${url}/?project_id=room&user_id=alice`, { width });
      await chat.connected();

      await chat.page.click('#playground');

      const box = selector => chat.page.locator(selector).boundingBox();
      const [list, drawer, composer, tool] = await Promise.all(['#sidebar', '#drawer', '#composer', '#theme'].map(box));
      const beside = drawer.y === 0;
      assert.ok(drawer.x >= list.x + list.width, `the playground begins at ${drawer.x}`);
      assert.ok(composer.width >= 320, `the composer is ${composer.width} wide`);
      assert.ok(tool.x + tool.width <= (beside ? drawer.x : width), `the bar ends at ${tool.x + tool.width}`);
      assert.ok(beside || composer.y + composer.height <= drawer.y, 'the playground covers the composer');
    });
  }

  await t.test('a socket that is dropped in the middle of an answer costs nothing', async () => {
    const chat = await playing(browser, url, 'dropped');

    await fault(chat, 'Drop the socket').click();
    const before = (await chat.text()).length;
    await chat.longer(before + 20);
    await fault(chat, 'Drop the socket').click();

    await isWhole(chat, browser, url, 'dropped');
    const notes = await texts(chat, 'note', 'text');
    assert.equal(notes.filter(note => note.startsWith('closed 1006')).length, 2);
    assert.ok(notes.filter(note => note === 'open').length >= 2);
  });

  await t.test('offline is offline, by whatever way, and what was written then is sent when it is over', async () => {
    const chat = await playing(browser, url, 'gone', { width: 360, height: 740 });

    await fault(chat, 'Go offline').click();
    await chat.page.waitForSelector('.pill[data-state=reconnecting]');
    await chat.page.waitForSelector('.banner', { state: 'visible' });
    const refused = await chat.page.evaluate(() => fetch('/').then(() => false, () => true));
    await chat.screenshot('playground-phone');
    const right = await chat.page.evaluate(() => Math.max(...[...document.querySelectorAll('.bar *')].map(one => one.getBoundingClientRect().right)));
    await fault(chat, 'Go offline').click();

    await isWhole(chat, browser, url, 'gone');
    assert.ok(refused);
    assert.ok(right <= 360, `the bar is ${right} wide`);
    assert.ok(await chat.page.isHidden('.banner'));
  });

  await t.test('frames that come twice, and late, are shown once and in order', async () => {
    const chat = await playing(browser, url, 'slow');

    await fault(chat, 'Duplicate').click();
    await fault(chat, 'Slow network').click();
    await fault(chat, 'Drop the socket').click();
    await chat.page.click('[aria-label="Close the playground"]');

    assert.ok(await chat.page.locator('#playground.broken').isVisible());
    await isWhole(chat, browser, url, 'slow');
  });
});
