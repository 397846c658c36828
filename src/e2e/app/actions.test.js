import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startApplication } from './application.js';
import { ChatPage, startBrowser } from './page.js';

const PHONE = { width: 360, height: 740 };

/** What the buttons of the last offer look like: [label, enabled, pressed]. */
const offers = ({ page }) => page.locator('.offers:not([hidden])').first().locator('.offer').evaluateAll(buttons =>
  buttons.map(button => [button.textContent, button.getAttribute('aria-disabled') === 'false', button.getAttribute('aria-pressed')]));

const NOT_CHOSEN = [['Draw a fox', true, 'false'], ['A report about bees', true, 'false'], ['Nothing, thanks', true, 'false']];
const DECLINED = [['Draw a fox', false, 'false'], ['A report about bees', false, 'false'], ['Nothing, thanks', false, 'true']];

test('what goes with messages', async t => {
  const url = await startApplication(t);
  const browser = await startBrowser(t);

  await t.test('a button that the agent offers is pressed once, for everybody, and stays pressed', async () => {
    const alice = await ChatPage.open(browser, `${url}/?project_id=offers&user_id=alice`);
    const bob = await ChatPage.open(browser, `${url}/?project_id=offers&user_id=bob`, PHONE);
    await bob.page.waitForSelector('.pill[data-state=open]');
    await alice.say('Show me buttons');
    await Promise.all([alice, bob].map(({ page }) => page.waitForSelector('.offer')));
    const before = await offers(bob);
    await alice.screenshot('offers');

    await alice.page.click('.offer >> text=Nothing, thanks');
    await Promise.all([alice.ended('complete', 2), bob.ended('complete', 2)]);

    assert.deepEqual(before, NOT_CHOSEN);
    assert.deepEqual([await offers(alice), await offers(bob)], [DECLINED, DECLINED]);
    assert.match(await alice.text(), /decline/);
    assert.equal(await alice.page.locator('.question.choice .bubble').innerText(), 'Nothing, thanks');
    await bob.screenshot('offers-phone');
    await alice.page.reload();
    await alice.page.waitForSelector('.offer[aria-disabled=true]');
    assert.deepEqual(await offers(alice), DECLINED);
    assert.deepEqual([...alice.complaints, ...bob.complaints], []);
  });

  await t.test('whoever presses by the keyboard stays there, is shown what comes, and presses once', async () => {
    const chat = await ChatPage.open(browser, `${url}/?project_id=keyboard&user_id=alice`, PHONE);
    await chat.say('Show me buttons');
    await chat.ended('complete', 1);
    await chat.say('Write a story of 200 words');
    await chat.ended('complete', 2);
    await chat.page.locator('.offer').last().focus();

    await chat.page.keyboard.press('Enter');
    await chat.page.keyboard.press('Enter');
    await chat.ended('complete', 3);

    assert.equal(await chat.page.evaluate(() => document.activeElement.textContent), 'Nothing, thanks');
    assert.equal(await chat.page.locator('.question').count(), 3);
    await chat.page.waitForFunction(() => {
      const { scrollTop, clientHeight, scrollHeight } = document.getElementById('scroll');
      return scrollHeight - scrollTop - clientHeight < 2;
    });
    assert.deepEqual(chat.complaints, []);
  });

  await t.test('two tabs that press at once choose once', async () => {
    const tabs = [];
    for (let i = 0; i < 2; i += 1) tabs.push(await ChatPage.open(browser, `${url}/?project_id=twice&user_id=alice`));
    await tabs[1].page.waitForSelector('.pill[data-state=open]');
    await tabs[0].say('buttons');
    await Promise.all(tabs.map(({ page }) => page.waitForSelector('.offer')));

    await Promise.all([tabs[0].page.click('.offer >> nth=2'), tabs[1].page.click('.offer >> nth=2')]);
    await Promise.all(tabs.map(tab => tab.ended('complete', 2)));

    for (const tab of tabs) {
      assert.deepEqual(await offers(tab), DECLINED);
      assert.equal(await tab.page.locator('.question').count(), 2);
    }
  });

  await t.test('a choice begins a task, and a task offers the next one', async () => {
    const chat = await ChatPage.open(browser, `${url}/?project_id=tasks&user_id=alice`);
    await chat.say('Show me buttons');
    await chat.page.click('.offer >> text=Draw a fox');

    await chat.page.waitForSelector('.task[data-status=completed] .offer', { timeout: 60_000 });

    assert.equal(await chat.page.locator('.task .offer').innerText(), 'And a report about it');
    await chat.screenshot('task-offer');
    assert.deepEqual(chat.complaints, []);
  });

  await t.test('an address goes along with a message, and only one of http or https', async () => {
    const chat = await ChatPage.open(browser, `${url}/?project_id=attached&user_id=alice`, PHONE);
    await chat.page.waitForSelector('.pill[data-state=open]');
    await chat.page.click('#attach');
    await chat.page.fill('.address-field', 'javascript:alert(1)');
    await chat.page.press('.address-field', 'Enter');
    const refusal = await chat.page.locator('.address-error').innerText();

    await chat.page.fill('.address-field', 'https://files.example.test/a%20b/plan|1.pdf?v=1');
    await chat.page.press('.address-field', 'Enter');
    await chat.page.click('#attach');
    await chat.page.fill('.address-field', 'example.org');
    await chat.page.click('.address .link');
    await chat.screenshot('attached-draft');
    await chat.page.click('#send');
    await chat.ended('complete', 1);

    const links = await chat.page.locator('.question a.chip').evaluateAll(chips => chips.map(({ href, rel, target }) => [href, rel, target]));
    assert.match(refusal, /no http/);
    assert.deepEqual(links.map(([href]) => href), ['https://files.example.test/a%20b/plan%7C1.pdf?v=1', 'https://example.org/']);
    assert.ok(links.every(([, rel, target]) => rel === 'noopener noreferrer nofollow' && target === '_blank'));
    assert.match(await chat.text(), /plan/);
    assert.equal(await chat.page.locator('.enclosures .chip').count(), 0);
    await chat.screenshot('attached');
    assert.equal(await chat.page.evaluate(() => document.documentElement.scrollWidth), PHONE.width);
    assert.deepEqual(chat.complaints, []);
  });

  await t.test('an address that was typed and not added goes along, and what is none keeps the message here', async () => {
    const chat = await ChatPage.open(browser, `${url}/?project_id=typed&user_id=alice`);
    await chat.connected();
    await chat.page.fill('#draft', 'See this');
    await chat.page.click('#attach');
    await chat.page.fill('.address-field', 'not an address');

    await chat.page.click('#send');
    const refusal = await chat.page.locator('.address-error').innerText();
    await chat.page.fill('.address-field', 'https://example.org/report.pdf');
    await chat.page.click('#send');
    await chat.ended('complete', 1);

    assert.match(refusal, /no http/);
    assert.equal(await chat.page.locator('.question').count(), 1);
    assert.deepEqual(await chat.page.locator('.question a.chip').evaluateAll(chips => chips.map(({ href }) => href)), ['https://example.org/report.pdf']);
    assert.deepEqual(chat.complaints, []);
  });

  await t.test('a reply quotes what it replies to, leads there, and is so for others and after a reload', async () => {
    const chat = await ChatPage.open(browser, `${url}/?project_id=replies&user_id=alice`);
    await chat.say('Hello');
    await chat.ended('complete', 1);
    await chat.say('Write a story of 200 words');
    await chat.ended('complete', 2);
    await chat.page.locator('.question').first().hover();
    await chat.page.locator('.question .reply').first().click();
    await chat.screenshot('replying');

    await chat.say('I said so');
    await chat.ended('complete', 3);
    await chat.page.locator('.answer').first().hover();
    await chat.page.click('.answer >> nth=0 >> [aria-label=Reply]');
    await chat.say('And you said that');
    await chat.ended('complete', 4);
    const quotes = () => chat.page.locator('.question .quote').allInnerTexts();
    const quoted = await quotes();
    await chat.page.locator('.question .quote').first().click();

    assert.match(quoted[0], /You\s*Hello/);
    assert.match(quoted[1], /Parley\s*Hello!/);
    await chat.page.waitForFunction(() => {
      const { top, bottom } = document.querySelector('.question').getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight && document.activeElement === document.querySelector('.question');
    });
    assert.deepEqual(await chat.page.evaluate(() => [document.scrollingElement.scrollHeight, document.scrollingElement.scrollTop]),
      [chat.page.viewportSize().height, 0]);
    await chat.screenshot('replied');
    await chat.page.reload();
    await chat.page.waitForSelector('.quote-name');
    assert.deepEqual(await quotes(), quoted);
    assert.deepEqual(chat.complaints, []);
  });
});
