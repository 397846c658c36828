import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startApplication } from './application.js';
import { startBrowser } from './page.js';

const CLIENT = fileURLToPath(new URL('../../main/resources/web/client', import.meta.url));
const LICENSE = new URL('../../../LICENSE', import.meta.url);
const SERVED = new URL('../../../target/classes/web/client/parley.js', import.meta.url);

/** Node 22 has one of its own; an older one is handed that of somebody else. */
const HANDED = globalThis.WebSocket ? '' : `import { WebSocket } from ${JSON.stringify(import.meta.resolve('ws'))};`;

/** A program of somebody who installed the package; says what it heard as JSON. */
const program = (url, client) => `
import { Parley, ParleyError, newId } from ${JSON.stringify(client)};
${HANDED}
const parley = new Parley({ url: '${url}/ws', projectId: newId(), userId: 'pat'${HANDED && ', WebSocket'} });
const answered = new Promise(resolve => parley.on('answer', answer => { if (answer.done) resolve(answer); }));
const { seq } = await parley.send('Please echo this 👋');
const { status, content } = await answered;
const { entries } = await parley.history({ beforeSeq: seq + 2 });
const stopped = await parley.stop();
parley.close();
const late = await parley.send('late').catch(error => [error instanceof ParleyError, error.code]);
console.log(JSON.stringify({ seq, status, same: entries[1].detail.content === content, events: entries.map(e => e.event), stopped, late }));
`;

const HEARD = { seq: 1, status: 'complete', same: true, events: ['message', 'answer'], stopped: [], late: [true, 'CLOSED'] };

/** Runs the program in the folder, in a Node of its own. */
function run(folder, text) {
  const file = join(folder, 'program.mjs');
  writeFileSync(file, text);
  return JSON.parse(execFileSync(process.execPath, [file], { encoding: 'utf8', timeout: 60_000 }));
}

test('the client for people', async t => {
  const url = await startApplication(t);
  const folder = mkdtempSync(join(tmpdir(), 'parley-package-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const npm = (...args) => execFileSync('npm', args, { cwd: folder, encoding: 'utf8', timeout: 120_000, stdio: ['ignore', 'pipe', 'pipe'] });

  await t.test('npm pack makes a package that installs, has its types, and chats', () => {
    const [{ filename, files }] = JSON.parse(npm('pack', CLIENT, '--json'));
    writeFileSync(join(folder, 'package.json'), '{"name":"somebody","private":true}');
    npm('install', join(folder, filename), '--offline', '--no-audit', '--no-fund');

    const heard = run(folder, program(url, 'parley-client'));

    const installed = join(folder, 'node_modules/parley-client');
    const { types, dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    assert.deepEqual(heard, HEARD);
    assert.equal(dependencies, undefined);
    assert.ok(readdirSync(installed).includes(types.slice(2)));
    assert.equal(readFileSync(join(installed, 'LICENSE'), 'utf8'), readFileSync(LICENSE, 'utf8'));
    assert.deepEqual(files.map(({ path }) => path).sort(), readdirSync(CLIENT).sort());
  });

  await t.test('the module as the gateway serves it is one file with the same names, and chats', async () => {
    const answer = await fetch(`${url}/client/parley.js`);
    const text = await answer.text();
    const file = join(folder, 'served.mjs');
    writeFileSync(file, text);

    const heard = run(folder, program(url, file));

    assert.deepEqual(heard, HEARD);
    assert.equal(text, readFileSync(SERVED, 'utf8'));
    assert.doesNotMatch(text, /^import /m);
    assert.deepEqual(Object.keys(await import(file)).sort(), ['Parley', 'ParleyError', 'newId']);
    assert.equal((await fetch(`${url}/client/parley.d.ts`)).status, 200);
  });
});

test('the six lines of the README work on a page of another site', async t => {
  const [, example] = /```html\n([\s\S]*?)```/.exec(readFileSync(new URL('../../../README.md', import.meta.url), 'utf8'));
  let page = '';
  const site = createServer((request, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end(page);
  });
  await new Promise(resolve => site.listen(0, '127.0.0.1', resolve));
  t.after(() => site.close());
  const origin = `http://127.0.0.1:${site.address().port}`;
  const url = await startApplication(t, '--set', `gateway.allowed_origins=["${origin}"]`);
  page = `<body></body>${example.replaceAll('http://localhost:8080', url)}`;
  const browser = await startBrowser(t);
  const tab = await browser.newPage();

  await tab.goto(origin);
  await tab.waitForFunction(() => !document.querySelector('script') && document.body.textContent.length > 200);

  assert.equal(await tab.locator('script').count(), 0); // the answer has taken the place of all
});
