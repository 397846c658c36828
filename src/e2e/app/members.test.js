import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startApplication } from './application.js';
import { startForwardingProxy } from './forwarding-proxy.js';
import { ChatPage, startBrowser } from './page.js';

const said = chat => chat.page.locator('.question .bubble').allInnerTexts();

test('people in one conversation', async t => {
  const url = await startApplication(t, '--set', 'conversation.authorizer=members', '--set', 'conversation.agent=echo');
  const browser = await startBrowser(t);
  const address = userId => `${url}/?project_id=team&user_id=${userId}`;
  const alice = await ChatPage.open(browser, address('alice'), { width: 1440, height: 900 });
  await alice.connected();
  await alice.say('Plans of the team');
  await alice.ended('complete', 1);
  await alice.conversation('Plans of the team').waitFor();

  await t.test('who was not invited is told so, and comes in once invited', async () => {
    const bob = await ChatPage.open(browser, address('bob'), { width: 360, height: 740 });
    await bob.page.waitForSelector('.banner[data-state=denied]');

    await alice.choose('Plans of the team', 'Members');
    await alice.page.getByRole('textbox', { name: /User id/ }).fill('b o b');
    await alice.page.getByRole('button', { name: 'Invite' }).click();
    await alice.page.locator('dialog .trouble').waitFor();
    const refused = await alice.page.locator('dialog .trouble').innerText();
    await alice.page.getByRole('textbox', { name: /User id/ }).fill('bob');
    await alice.page.getByRole('button', { name: 'Invite' }).click();
    await alice.page.locator('.member', { hasText: 'bob' }).waitFor();
    await alice.screenshot('members-light-1440');
    await bob.page.reload();
    await bob.connected();
    await alice.page.keyboard.press('Escape');
    await bob.page.locator('.question').first().waitFor();

    assert.match(refused, /1 to 128 characters/);
    assert.deepEqual(await said(bob), ['Plans of the team']);
    await bob.page.close();
  });

  await t.test('both see who wrote what in the same order, and who comes and goes', async t2 => {
    const proxy = await startForwardingProxy(t2, url);
    const bob = await ChatPage.open(browser, address('bob').replace(url, proxy.url), { width: 360, height: 740, colorScheme: 'dark' });
    await bob.connected();
    await alice.page.getByRole('img', { name: 'bob is here' }).waitFor();
    await bob.page.getByRole('img', { name: 'alice is here' }).waitFor();
    const news = alice.page.locator('#presence-news');
    await news.getByText('bob has joined').first().waitFor({ state: 'attached' });

    await Promise.all([alice.say('from alice'), bob.say('from bob')]);
    await Promise.all([alice, bob].map(chat => chat.page.waitForFunction(() => document.querySelectorAll('.answer[data-status=complete]').length === 3)));
    await bob.screenshot('two-people-dark-360');
    const both = [await said(alice), await said(bob)];
    const authors = [await alice.page.locator('.author').allInnerTexts(), await bob.page.locator('.author').allInnerTexts()];
    await bob.page.context().setOffline(true);
    proxy.cut();
    await alice.page.getByRole('img', { name: 'bob is reconnecting' }).waitFor();
    await bob.goOnline();
    await alice.page.getByRole('img', { name: 'bob is here' }).waitFor();
    await bob.page.close();
    await alice.page.locator('.presence .face').waitFor({ state: 'detached' });

    assert.deepEqual(both[0], both[1]);
    assert.deepEqual(authors, [['bob'], ['alice', 'alice']]);
    assert.match(await news.textContent(), /bob has lost the connection[\s\S]*bob is back[\s\S]*bob has left/);
    assert.deepEqual(alice.complaints, []);
  });

  await t.test('two tabs of one user are in step, and are nobody else', async () => {
    const second = await ChatPage.open(browser, address('alice'));
    await second.connected();

    await second.say('from the other tab');
    await alice.page.locator('.question.own', { hasText: 'from the other tab' }).waitFor();
    await Promise.all([alice, second].map(chat => chat.page.waitForFunction(() => document.querySelectorAll('.answer[data-status=complete]').length === 4)));

    assert.deepEqual(await said(second), await said(alice));
    assert.ok(await second.page.isHidden('#presence'));
    await second.page.close();
  });

  await t.test('who is removed is sent away, and the owner stays', async () => {
    const bob = await ChatPage.open(browser, address('bob'));
    await bob.connected();

    await alice.choose('Plans of the team', 'Members');
    await alice.page.getByRole('button', { name: 'Remove bob' }).click();
    await alice.page.locator('.member', { hasText: 'bob' }).waitFor({ state: 'detached' });
    await bob.page.waitForSelector('.banner[data-state=denied]');

    assert.match(await bob.page.locator('.banner').innerText(), /not open to you/);
    assert.equal(await alice.page.locator('.member').count(), 1);
    assert.equal(await alice.page.getByRole('button', { name: /Leave/ }).count(), 0, 'the owner stays');
  });

  await t.test('who leaves is shown another conversation, and this one no more', async () => {
    const invited = await fetch(`${url}/api/conversations/team/members?user_id=alice`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ user_id: 'carl' }) });
    const carl = await ChatPage.open(browser, address('carl'));
    await carl.connected();

    await carl.choose('Plans of the team', 'Members');
    await carl.page.getByRole('button', { name: 'Leave the conversation' }).click();
    await carl.conversation('Plans of the team').waitFor({ state: 'detached' });
    await carl.connected();

    assert.equal(invited.status, 201);
    assert.notEqual(new URL(carl.page.url()).searchParams.get('project_id'), 'team');
    assert.equal(await carl.page.locator('.entry').count(), 0);
    assert.deepEqual(carl.complaints, []);
  });
});
