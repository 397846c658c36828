import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startApplication } from './application.js';
import { startForwardingProxy } from './forwarding-proxy.js';
import { ChatPage, startBrowser } from './page.js';
import { token, WITH_TOKENS } from './tokens.js';

test('where the server wants a token', async t => {
  const url = await startApplication(t, ...WITH_TOKENS, '--set', 'conversation.agent=echo');
  const browser = await startBrowser(t);
  const signIn = async (chat, text) => {
    await chat.page.getByLabel('Token', { exact: true }).fill(text);
    await chat.page.getByRole('button', { name: 'Sign in' }).click();
  };

  await t.test('the page asks for it, says when it is not believed, and keeps it for the tab only', async () => {
    const chat = await ChatPage.open(browser, `${url}/?project_id=tokens`, { width: 360, height: 740 });
    await chat.page.getByLabel('Token', { exact: true }).waitFor();
    await chat.screenshot('sign-in-light-360');
    const barriers = await chat.barriers();

    await signIn(chat, 'no.such.token');
    await chat.page.locator('.sign-in .trouble').waitFor();
    const refused = await chat.page.locator('.sign-in .trouble').innerText();
    await signIn(chat, token('alice'));
    await chat.connected();
    await chat.say('hello with a token');
    await chat.ended('complete', 1);
    await chat.page.reload();
    await chat.connected();
    await chat.page.locator('.question.own').waitFor();

    assert.match(refused, /not believed/);
    assert.deepEqual(barriers, []);
    assert.doesNotMatch(chat.page.url(), /user_id|eyJ/);
    assert.equal(await chat.page.evaluate(() => JSON.stringify(localStorage).includes('eyJ')), false);
    await chat.page.getByRole('button', { name: 'Show conversations' }).click();
    await chat.conversation('hello with a token').waitFor();
    assert.equal(await chat.page.locator('.account-name').innerText(), 'alice');
    await chat.page.getByRole('button', { name: 'Sign out' }).click();
    await chat.page.getByLabel('Token', { exact: true }).waitFor();
    assert.deepEqual(chat.complaints, []);
  });

  await t.test('a token that runs out is asked for again, and the conversation goes on', async () => {
    const chat = await ChatPage.open(browser, `${url}/?project_id=runs-out`, { colorScheme: 'dark' });
    await signIn(chat, token('alice', 3));
    await chat.connected();

    await chat.page.getByText('Your token has run out').waitFor();
    await chat.screenshot('sign-in-dark-1280');
    await signIn(chat, token('alice'));
    await chat.connected();
    await chat.say('still here');
    await chat.ended('complete', 1);

    assert.deepEqual(chat.complaints, []);
  });
});

test('while a token that ran out is asked for', async t => {
  const url = await startApplication(t, ...WITH_TOKENS, '--set', 'conversation.agent=echo');
  const browser = await startBrowser(t);
  const form = chat => chat.page.getByLabel('Token', { exact: true });
  const signIn = async (chat, text) => {
    await form(chat).fill(text);
    await form(chat).press('Enter');
  };

  await t.test('the list of conversations that is refused meanwhile does not ask once more', async () => {
    const chat = await ChatPage.open(browser, `${url}/?project_id=asked-once`);
    await signIn(chat, token('alice', 3));
    await chat.connected();
    await chat.page.getByText('Your token has run out').waitFor();

    for (let time = 0; time < 2; time += 1) {
      const refused = chat.page.waitForResponse(answer => answer.status() === 401);
      await chat.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
      await refused;
    }
    await signIn(chat, token('alice'));
    await chat.connected();

    assert.equal(await chat.page.locator('.sign-in').count(), 0);
  });

  /** Says each of it without a network, until the token has run out. */
  async function sayOffline(chat, ...texts) {
    await signIn(chat, token('alice'));
    await chat.connected();
    await chat.goOffline();
    for (const text of texts) await chat.say(text);
    await chat.page.evaluate(over => sessionStorage.setItem('parley.token', over), token('alice', -60));
    await chat.goOnline();
    await chat.page.getByText('Your token has run out').waitFor();
  }

  await t.test('what was written offline waits, and is said once', async () => {
    const chat = await ChatPage.open(browser, `${url}/?project_id=waits`);
    await sayOffline(chat, 'one', 'two');

    await signIn(chat, token('alice'));
    await chat.ended('complete', 2);
    const said = await chat.page.locator('.question').evaluateAll(all => all.map(({ dataset, children }) => [dataset.state, children[1].textContent]));
    await chat.page.reload();
    await chat.connected();
    await chat.ended('complete', 2);

    assert.deepEqual(said, [['stored', 'one'], ['stored', 'two']]);
    assert.deepEqual(await chat.page.locator('.question .bubble').allInnerTexts(), ['one', 'two']);
  });

  await t.test('it waits over a reload, too', async () => {
    const chat = await ChatPage.open(browser, `${url}/?project_id=waits-on`);
    await sayOffline(chat, 'one', 'two');

    await chat.page.reload();
    await signIn(chat, token('alice'));
    await chat.ended('complete', 2);

    assert.deepEqual(await chat.page.locator('.question .bubble').allInnerTexts(), ['one', 'two']);
  });
});

test('behind a proxy that knows who we are the page asks nobody', async t => {
  const url = await startApplication(t, '--set', 'gateway.identity.mode=proxy', '--set', 'gateway.trusted_proxies=["127.0.0.1"]', '--set', 'conversation.agent=echo');
  const proxy = await startForwardingProxy(t, url, { 'user-id': 'petra' });
  const browser = await startBrowser(t);

  const chat = await ChatPage.open(browser, `${proxy.url}/?project_id=proxied`);
  await chat.connected();
  await chat.say('through the proxy');
  await chat.ended('complete', 1);
  await chat.conversation('through the proxy').waitFor();

  assert.equal(await chat.page.locator('.account-name').innerText(), 'petra');
  assert.equal(await chat.page.locator('.question.own').count(), 1);
  assert.doesNotMatch(chat.page.url(), /user_id/);
  assert.deepEqual(chat.complaints, []);
});
