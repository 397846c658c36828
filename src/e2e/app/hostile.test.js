import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startApplication } from './application.js';
import { ChatPage, startBrowser } from './page.js';

/** What a model may say that has got stuck. */
const DEEP = ['>'.repeat(10_000), '+ '.repeat(10_000), '1. '.repeat(10_000)];
const MARKS = '_a '.repeat(10_000);

const ENDLESS = [`wow${'!'.repeat(60_000)}`, `x ${'_'.repeat(60_000)}`, `http://a${'.'.repeat(60_000)}`, '\\.'.repeat(30_000)];

const squeezed = text => text.replace(/[\s>]+/g, '');

test('whatever an answer is, it is shown, and so is all that stands before it', async t => {
  const url = await startApplication(t, '--set', 'conversation.agent=echo');
  const browser = await startBrowser(t);
  const chat = await ChatPage.open(browser, `${url}/?project_id=deep&user_id=alice`);

  await t.test('nested deeper than can be read', async () => {
    for (const [nth, text] of ['before', ...DEEP].entries()) {
      await chat.say(text);
      await chat.ended('complete', nth + 1);
    }

    const shown = await chat.page.locator('.answer .prose').evaluateAll(all => all.map(prose => prose.textContent.length > 0));
    await chat.page.reload();
    await chat.connected();
    await chat.ended('complete', 4);

    assert.deepEqual(shown, [true, true, true, true]);
    assert.match(await chat.answer(0).innerText(), /before/);
    assert.deepEqual(chat.complaints, []);
  });

  await t.test('with more marks in a paragraph than can be looked for', async () => {
    const few = await chat.page.evaluate(rendered, '**a** '.repeat(100));
    const many = await chat.page.evaluate(rendered, `${'**a** '.repeat(200)}\n\n**b**\n\n<img src=x> ${'_'.repeat(9)}`);
    const list = await chat.page.evaluate(rendered, '- **a** and **b**\n'.repeat(200));
    const endless = await chat.page.evaluate(rendered, MARKS);

    assert.deepEqual([few.strong, many.strong, list.strong, endless.strong], [100, 1, 400, 0]);
    assert.match(many.text, /^\*\*a\*\* /);
    assert.equal(squeezed(endless.text), squeezed(MARKS));
    assert.deepEqual(chat.complaints, []);
  });

  await t.test('with an end that is looked at again and again, within the time of a step', async () => {
    for (const text of ENDLESS) assert.equal((await chat.page.evaluate(rendered, text)).text.trim(), text);
    const lines = await chat.page.evaluate(rendered, '**1.** a\n'.repeat(200));

    assert.deepEqual([lines.strong, lines.breaks], [200, 199]);
    assert.deepEqual(chat.complaints, []);
  });
});

/** In the page: what becomes of Markdown. */
async function rendered(markdown) {
  const { render } = await import('/app/markdown.js');
  const box = document.createElement('div');
  box.append(render(markdown));
  return { strong: box.querySelectorAll('strong').length, breaks: box.querySelectorAll('br').length, text: box.textContent };
}
