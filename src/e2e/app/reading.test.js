import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startApplication } from './application.js';
import { ChatPage, startBrowser } from './page.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** How far the words of each paragraph of the last answer are from its sides: [left, right]. */
const gaps = chat => chat.answer().locator('.prose p').evaluateAll(all => all.map(paragraph => {
  const words = document.createRange();
  words.selectNodeContents(paragraph);
  const [inner, outer] = [words.getBoundingClientRect(), paragraph.getBoundingClientRect()];
  return [Math.round(inner.left - outer.left), Math.round(outer.right - inner.right)];
}));

test('what was said reads as people write it', async t => {
  const url = await startApplication(t, '--set', 'conversation.agent=echo');
  const browser = await startBrowser(t);

  await t.test('each paragraph of an answer in the direction of its words', async () => {
    const chat = await ChatPage.open(browser, `${url}/?project_id=directions&user_id=alice`);
    await chat.say('مرحبا بالعالم!\n\nHello, world!');
    await chat.ended('complete', 1);

    const [[arabicLeft, arabicRight], [englishLeft, englishRight]] = await gaps(chat);

    await chat.screenshot('directions');
    assert.ok(arabicRight <= 1 && arabicLeft > 100, `${arabicLeft} at the left, ${arabicRight} at the right`);
    assert.ok(englishLeft <= 1 && englishRight > 100, `${englishLeft} at the left, ${englishRight} at the right`);
  });

  await t.test('aloud by sentences, of which no word is left out, however long one is', async () => {
    const chat = await ChatPage.open(browser, `${url}/?project_id=aloud&user_id=alice`);
    const text = `Version 3.14 is here. ${'word '.repeat(2000)}ends! Is e.g. this one, too? Yes...`;

    const said = await chat.page.evaluate(async whole => {
      const { Speech } = await import('/app/speech.js');
      const region = document.createElement('div');
      const speech = new Speech(region);
      for (let end = 5; end <= whole.length; end += 5) speech.answer({ message_id: 'a', content: whole.slice(0, end), done: false });
      speech.answer({ message_id: 'a', content: whole, done: true });
      return [...region.children].map(line => line.textContent);
    }, text);

    assert.equal(said[0], 'Version 3.14 is here.');
    assert.equal(said.join(' '), text);
  });

  await t.test('of an earlier day with the day, in both languages', async () => {
    const chat = await ChatPage.open(browser, `${url}/?project_id=days&user_id=alice`, { timezoneId: 'UTC' });
    const when = () => chat.page.locator('.question time').innerText();
    await chat.say('today');
    await chat.ended('complete', 1);
    await chat.page.locator('.question').hover();
    const today = await when();
    const now = new Date();

    await chat.page.clock.setFixedTime(now.getTime() + 400 * DAY_MS);
    await chat.page.reload();
    await chat.connected();
    await chat.page.locator('.question').hover();
    const earlier = await when();
    await chat.page.click('#language');
    await chat.page.locator('.question').hover();
    const chinese = await when();

    assert.match(today, /^\d\d:\d\d [AP]M$/);
    assert.match(earlier, new RegExp(`^[A-Z][a-z]{2} \\d+, ${now.getUTCFullYear()}, \\d\\d:\\d\\d [AP]M$`));
    assert.match(chinese, new RegExp(`^${now.getUTCFullYear()}年\\d+月\\d+日 \\d\\d:\\d\\d$`));
  });
});
