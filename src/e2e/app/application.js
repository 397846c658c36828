import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { within } from '../client/scripted-socket.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const MAIN = 'io.parley.launcher.Main';
const START_MS = 60_000;
const STOP_MS = 40_000;

/** What the application and its tests in Java are run with. */
export function classPath() {
  const target = join(ROOT, 'target');
  const jar = readdirSync(target).find(name => /^parley-[\d.]+(-SNAPSHOT)?\.jar$/.test(name));
  if (!jar) throw new Error('no target/parley-*.jar: package the application first');
  return [join(target, jar), join(target, 'lib', '*')].join(':');
}

/** The JVM to run them in. */
export function java() {
  return process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin/java') : 'java';
}

/**
 * The built application as a process of its own, on free ports and with data of its own, until the test `t` ends.
 * Settles with its http address.
 */
export async function startApplication(t, ...options) {
  const data = mkdtempSync(join(tmpdir(), 'parley-e2e-'));
  const child = spawn(java(), [`-Dparley.home=${ROOT}`, '-cp', classPath(), MAIN, 'run', '--port', '0', '--ops-port', '0',
    '--data-dir', data, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise(resolve => child.on('exit', resolve));
  t.after(async () => {
    child.kill('SIGTERM');
    await within(ended, 'the end of the application', STOP_MS).finally(() => child.kill('SIGKILL'));
    rmSync(data, { recursive: true, force: true });
  });
  return within(Promise.race([address(child), early(ended, child)]), 'the start of the application', START_MS);
}

/** The last line of the start-up is where the page is. */
async function address(child) {
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^\s*(http:\/\/\S+:\d+)\s*$/.exec(line);
    if (!url) continue;
    child.stdout.resume();
    return url[1];
  }
  return new Promise(() => {}); // its end says more
}

async function early(ended, child) {
  let said = '';
  child.stderr.on('data', data => { said = (said + data).slice(-4000); });
  const code = await ended;
  throw new Error(`the application ended with ${code}:\n${said}`);
}
