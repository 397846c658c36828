import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { run } from '../../conformance/lib/suite.mjs';
import { startLittleServer } from './little-server.js';

const RUN = fileURLToPath(new URL('../../conformance/run.mjs', import.meta.url));
const HERE = fileURLToPath(new URL('..', import.meta.url)); // where ws is

const FIRST = 'the first message is status connected';
const CHAT = 'chat: acknowledged with its place';
const AGAIN = 'the same id again gets the same ack';
const CONFLICT = 'the same id with other content is CONFLICT';
const ANSWER = 'a chat is answered by one ai_reply';
const RESUME = 'last_seq: what comes after it';
const FIELD = 'BAD_REQUEST: content that is a number';
const ALONE = 'nothing is heard of another conversation';

/** What the little server does wrong, the check that finds it, and what that says. */
const FAULTS = [
  ['begins with another status', FIRST, /the first message: got \["status","resumed"\]/],
  ['leaves details out', FIRST, /status: details is missing/],
  ['begins without last_seq', FIRST, /details.last_seq is no number/],
  ['says null', FIRST, /it is no object with a type: null/],
  ['says half', FIRST, /JSON.*: \{"type"/],
  ['packs unasked', FIRST, /compressed came, and was not asked for/],
  ['packs badly', FIRST, /unknown compression method/],
  ['acks with a text', CHAT, /ack: duplicate is string, not boolean/],
  ['leaves numbers out', ANSWER, /ai_reply has seq 3 where 2 was due/],
  ['forgets ids', AGAIN, /got \[.*false\], not \[.*true\]/],
  ['knows no conflict', CONFLICT, /not \["CONFLICT"/],
  ['tears pairs', ANSWER, /ai_delta cuts a surrogate pair/],
  ['leaves text out', ANSWER, /something was left out/],
  ['takes text back', ANSWER, /ai_reply is not what was shown/],
  ['never ends', ANSWER, /did not come within \d+ ms: the ai_reply/],
  ['forgets last_seq', RESUME, /message has seq 1 where 2 was due/],
  ['does not name the field', FIELD, /does not name content/],
  ['gives hope', FIELD, /error BAD_REQUEST says retry true/],
  ['tells all', ALONE, /is of the conversation/],
];

const SOON = { waitMs: 2000, answerMs: 2000 }; // what a fault keeps back is not waited for long
const checked = (url, only, options) => run({ url, WebSocket, only, ...options });

test('the suite against a little server', async t => {
  for (const only of new Set(FAULTS.map(([, check]) => check))) {
    await t.test(`that is right: ${only}`, async st => {
      const url = await startLittleServer(st);

      const results = await checked(url, only);

      assert.deepEqual(results.map(({ outcome, why }) => [outcome, why]), [['passed', undefined]]);
    });
  }

  for (const [fault, only, why] of FAULTS) {
    await t.test(`that ${fault}`, async st => {
      const url = await startLittleServer(st, fault);

      const results = await checked(url, only, SOON);

      assert.deepEqual(results.map(({ outcome }) => outcome), ['failed']);
      assert.match(results[0].why, why);
    });
  }
});

/** The command, as somebody gives it where ws is installed. */
const command = (...args) => new Promise(resolve => {
  execFile(process.execPath, [RUN, ...args], { cwd: HERE, timeout: 30_000 }, (error, out, err) => resolve({ code: error?.code ?? 0, out, err }));
});

test('the command says what failed, and ends with what a script can tell apart', async t => {
  const url = await startLittleServer(t, 'tears pairs');

  const [good, bad, asJson] = await Promise.all([
    command(url, '--only', FIRST), command(url, '--only', ANSWER), command(url, '--only', ANSWER, '--json')]);

  assert.equal(good.code, 0);
  assert.match(good.out, /^Connecting\n {2}ok {4}the first message .*\n\n1 passed, 0 failed, 0 skipped\n$/);
  assert.equal(bad.code, 1);
  assert.match(bad.out, /FAIL {2}a chat is answered.*\n {10}ai_delta cuts a surrogate pair/);
  assert.equal(asJson.code, 1);
  const { failed, checks: [{ section, outcome }] } = JSON.parse(asJson.out);
  assert.deepEqual([failed, section, outcome], [1, 'What the server says', 'failed']);
});

test('the command that cannot run says why, and ends with 2', async () => {
  const wrong = [[[], /give one address/], [['http://localhost/ws'], /not the address of a WebSocket/], [['ws://127.0.0.1:1/ws'], /no server at/],
    [['ws://127.0.0.1:1/ws', '--only', 'xyzzy'], /no check has this text/], [['ws://127.0.0.1:1/ws', '--loud'], /--loud/],
    [['ws://127.0.0.1:1/ws', '--jobs', 'many'], /--jobs must be a number/]];

  const ends = await Promise.all(wrong.map(([args]) => command(...args)));

  ends.forEach(({ code, err }, n) => {
    assert.equal(code, 2, err);
    assert.match(err, wrong[n][1]);
  });
});

test('its README tells each option and how many checks there are', async () => {
  const readme = readFileSync(new URL('../../conformance/README.md', import.meta.url), 'utf8');

  const [help, list] = await Promise.all([command('--help'), command('--list')]);

  const options = [...help.out.matchAll(/^ {2}(--[a-z]+)/gm)].map(([, option]) => option);
  assert.ok(options.length > 5);
  for (const option of options) assert.ok(readme.includes(option), `${option} is missing`);
  assert.ok(readme.includes(`A suite of ${list.out.trim().split('\n').length} checks`));
});
