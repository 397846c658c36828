import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startApplication } from './application.js';
import { ChatPage, startBrowser } from './page.js';

/** Puts a text into the draft as a paste does, and sends it. */
async function paste(chat, chars) {
  await chat.page.evaluate(count => {
    const draft = document.getElementById('draft');
    draft.value = 'long '.repeat(count / 5);
    draft.dispatchEvent(new Event('input'));
  }, chars);
  await chat.page.press('#draft', 'Enter');
  await chat.page.locator('.question[data-state=refused] .reason').last().waitFor();
}

/** What people said, as it stands in the list: [state, beginning]. */
const said = chat => chat.page.locator('.question').evaluateAll(all =>
  all.map(({ dataset, children }) => [dataset.state, children[1].textContent.slice(0, 10).trim()]));

test('a message that is too large', async t => {
  const url = await startApplication(t, '--set', 'conversation.agent=echo');
  const browser = await startBrowser(t);

  await t.test('stays where it was written, hides nothing, and is given back to be changed', async () => {
    const chat = await ChatPage.open(browser, `${url}/?project_id=large&user_id=alice`);
    await chat.connected();
    await chat.say('before');
    await chat.ended('complete', 1);

    await paste(chat, 100_000);
    await chat.say('after');
    await chat.ended('complete', 2);
    const order = await said(chat);
    const height = await chat.page.locator('.question[data-state=refused] .bubble').evaluate(bubble => bubble.clientHeight);
    await chat.screenshot('refused');
    await chat.page.getByRole('button', { name: 'Edit' }).click();

    assert.deepEqual(order, [['stored', 'before'], ['refused', 'long long'], ['stored', 'after']]);
    assert.ok(height < 860 / 2, `${height} high`);
    assert.equal((await chat.page.inputValue('#draft')).length, 99_999);
    await chat.page.fill('#draft', 'shorter');
    await chat.page.press('#draft', 'Enter');
    await chat.ended('complete', 3);
    assert.deepEqual(await said(chat), [['stored', 'before'], ['stored', 'after'], ['stored', 'shorter']]);
    assert.deepEqual(chat.complaints, []);
  });

  await t.test('also where the browser cannot keep it, is refused and no more', async () => {
    const chat = await ChatPage.open(browser, `${url}/?project_id=larger&user_id=alice`);
    await chat.connected();

    await paste(chat, 6_000_000);
    await chat.say('after');
    await chat.ended('complete', 1);

    assert.deepEqual(await said(chat), [['refused', 'long long'], ['stored', 'after']]);
    assert.deepEqual(chat.complaints, []);
  });
});
