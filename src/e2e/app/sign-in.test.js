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
