import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startApplication } from './application.js';
import { ChatPage, startBrowser } from './page.js';

const SIZES = [[360, 740, 'light', 'en-US'], [360, 740, 'dark', 'zh-CN'], [1440, 900, 'light', 'zh-CN'], [1440, 900, 'dark', 'en-US']];

/** Does one thing after the other, and gives what was in the way after each: [what, barriers]. */
async function walk(chat, steps) {
  const found = [];
  for (const [what, step] of Object.entries(steps)) {
    await step(chat.page);
    const barriers = await chat.barriers();
    if (barriers.length > 0) found.push([what, barriers]);
  }
  return found;
}

const item = nth => async page => {
  if (await page.locator('.conversation button').first().isHidden()) await page.click('#sidebar-button');
  await page.locator('.conversation button').first().click();
  await page.getByRole('menuitem').nth(nth).click();
  await page.locator('dialog[open]').waitFor();
};

/** Each part of the page that can be opened. */
const STEPS = {
  'a choice': page => page.locator('.offer').first().waitFor(),
  'an address': page => page.click('#attach'),
  'what is no address': async page => {
    await page.keyboard.type('javascript:alert(1)');
    await page.keyboard.press('Enter');
  },
  'what goes along': async page => {
    await page.fill('.address-field', 'https://example.org/a.pdf');
    await page.keyboard.press('Enter');
    await page.locator('.answer-tools button').nth(2).click();
  },
  'a quote': async page => {
    await page.fill('#draft', 'I see');
    await page.press('#draft', 'Enter');
    await page.locator('.answer[data-status=complete]').nth(1).waitFor();
    await page.locator('.quote .quote-name').waitFor();
  },
  'what was chosen, and a task': async page => {
    await page.locator('.offer').first().click();
    await page.locator('.task').waitFor();
  },
  'the playground': async page => {
    await page.click('#playground');
    await page.locator('.frame-line').first().waitFor();
  },
  'a frame': page => page.locator('.frame-line').last().click(),
  'no playground': page => page.click('#playground'),
  'a new name': item(0),
  'what is deleted': async page => {
    await page.keyboard.press('Escape');
    await item(3)(page);
  },
};

test('nothing is in the way of those who see, hear or type otherwise', async t => {
  const url = await startApplication(t);
  const browser = await startBrowser(t);
  for (const [width, height, colorScheme, locale] of SIZES) {
    await t.test(`${width} px, ${colorScheme}, ${locale}`, async () => {
      const projectId = `walk-${width}-${colorScheme}`;
      const chat = await ChatPage.open(browser, `${url}/?project_id=${projectId}&user_id=alice`, { width, height, colorScheme, locale, reducedMotion: 'reduce' });
      await chat.say('Show me buttons');
      await chat.ended('complete', 1);

      assert.deepEqual(await walk(chat, STEPS), []);
      assert.deepEqual(chat.complaints, []);
    });
  }
});
