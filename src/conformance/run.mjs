#!/usr/bin/env node
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Report } from './lib/report.mjs';
import { chosen, run } from './lib/suite.mjs';

const USAGE = `Checks a server against the wire protocol of Parley.

  node run.mjs ws://localhost:8080/ws [options]

  --token TOKEN    who the first user is, where a name alone is not believed; given twice, the second user too
  --only TEXT      only checks whose section or sentence has this text
  --timeout S      how long a message may take (10)
  --answer S       how long an answer may take (60)
  --jobs N         checks at a time (4)
  --json           the report as JSON
  --list           the checks, and nothing is run

Ends with 0 where all is as it should be, 1 where a check failed, 2 where they could not be run.`;

const OPTIONS = {
  token: { type: 'string', multiple: true }, only: { type: 'string' }, timeout: { type: 'string' }, answer: { type: 'string' },
  jobs: { type: 'string' }, json: { type: 'boolean' }, list: { type: 'boolean' }, help: { type: 'boolean' },
};

class Misuse extends Error {}

function number(name, text, least = 1) {
  const value = Number(text);
  if (!(value >= least)) throw new Misuse(`--${name} must be a number, at least ${least}: ${text}`);
  return value;
}

function read(args) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new Misuse(error.message);
  }
}

function address([url, ...more]) {
  if (!url || more.length) throw new Misuse('give one address, such as ws://localhost:8080/ws');
  if (!URL.canParse(url) || !/^wss?:$/.test(new URL(url).protocol)) throw new Misuse(`not the address of a WebSocket: ${url}`);
  return url;
}

/** The ws that is installed beside this file, or where the command was given. */
function webSocket() {
  const require = createRequire(import.meta.url);
  try {
    return require(require.resolve('ws', { paths: [fileURLToPath(new URL('.', import.meta.url)), process.cwd()] })).WebSocket;
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    throw new Misuse('the package ws is missing: run npm install in the folder of this file');
  }
}

/** Fails where nothing listens at all, rather than to fail each check. */
async function reachable(url, WebSocket) {
  const socket = new WebSocket(url, { handshakeTimeout: 10_000 });
  await new Promise((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('unexpected-response', resolve);
    socket.on('error', error => reject(new Misuse(`no server at ${url}: ${error.message || error.code}`)));
  });
  socket.on('error', () => {}); // it has served
  socket.terminate();
}

/** What the command asks for, as the suite takes it. */
function wish({ values, positionals }) {
  return {
    url: address(positionals), only: values.only ?? '', tokens: values.token ?? [],
    waitMs: 1000 * number('timeout', values.timeout ?? '10', 0.1), answerMs: 1000 * number('answer', values.answer ?? '60', 0.1),
    jobs: number('jobs', values.jobs ?? '4'), WebSocket: webSocket(),
  };
}

async function main() {
  const given = read(process.argv.slice(2));
  const { values } = given;
  if (values.help) return console.log(USAGE);
  const found = chosen(values.only);
  if (found.length === 0) throw new Misuse(`no check has this text: ${values.only}`);
  if (values.list) return found.forEach(({ section, name }) => console.log(`${section}: ${name}`));
  const wished = wish(given);
  await reachable(wished.url, wished.WebSocket);
  const report = new Report(wished.url, values.json);
  const results = await run(wished, result => report.add(result));
  report.end(results);
  process.exitCode = results.some(({ outcome }) => outcome === 'failed') ? 1 : 0;
}

main().catch(error => {
  console.error(error instanceof Misuse ? `${error.message} (--help says what can be given)` : error);
  process.exitCode = 2;
});
