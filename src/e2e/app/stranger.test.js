import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { within } from '../client/scripted-socket.js';
import { classPath, java, startApplication } from './application.js';
import { ChatPage, startBrowser } from './page.js';

const PROGRAM = fileURLToPath(new URL('Stranger.java', import.meta.url));
const JOIN_MS = 40_000;
const END_MS = 20_000;

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise(resolve => server.close(resolve));
  return port;
}

/** An application of somebody else in the cluster of this name, until the test `t` ends. Settles when it has joined. */
async function startStranger(t, name, port) {
  const child = spawn(java(), ['-cp', classPath(), PROGRAM, name, String(port)], { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = new Promise(resolve => child.on('exit', resolve));
  t.after(async () => {
    child.stdin.end();
    await within(ended, 'the end of the other application', END_MS).finally(() => child.kill('SIGKILL'));
  });
  const joined = new Promise(resolve => createInterface({ input: child.stdout }).on('line', line => line === 'joined' && resolve()));
  await within(Promise.race([joined, ended.then(code => { throw new Error(`the other application ended with ${code}`); })]),
    'that the other application joins', JOIN_MS);
  return line => child.stdin.write(`${line}\n`);
}

test('what another application in the cluster publishes to a user, the user\'s pages show once, and nobody else\'s', async t => {
  const port = await freePort();
  const name = `stranger-${port}`;
  const settings = { 'cluster.name': name, 'cluster.port': port, 'cluster.members': `127.0.0.1:${port}` };
  const url = await startApplication(t, 'gateway', 'conversation', '--cluster',
    ...Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`]));
  const browser = await startBrowser(t);
  const alice = await ChatPage.open(browser, `${url}/?project_id=p1&user_id=alice`);
  const atHome = await ChatPage.open(browser, `${url}/?project_id=p2&user_id=alice`);
  const bob = await ChatPage.open(browser, `${url}/?project_id=p1&user_id=bob`);
  await Promise.all([alice, atHome, bob].map(chat => chat.connected()));
  const publish = await startStranger(t, name, port);

  publish('Your file is ready 📎');
  publish('And one more');
  await Promise.all([alice, atHome].map(({ page }) => page.waitForSelector('.entry.notice >> text=And one more')));

  const notices = ({ page }) => page.locator('.entry.notice').allInnerTexts();
  for (const chat of [alice, atHome]) {
    const texts = await notices(chat);
    assert.equal(texts.length, 2);
    assert.match(texts[0], /Your file is ready 📎/);
  }
  assert.deepEqual(await notices(bob), []);
  await alice.screenshot('notice-of-another-application');
  assert.deepEqual([alice, atHome, bob].flatMap(chat => chat.complaints), []);
});
