import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { OPTIONS } from '../../main/resources/web/client/options.js';
import * as module from '../../main/resources/web/client/parley.js';
import { golden, goldenNames, Script } from './scripted-socket.js';

const DECLARATION = fileURLToPath(new URL('../../main/resources/web/client/parley.d.ts', import.meta.url));
const EXAMPLE = fileURLToPath(new URL('types.example.ts', import.meta.url));
const SETTINGS = { noEmit: true, strict: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler, types: [], lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'] };

/** What the compiler has to say of the file, which need not be on the disk. */
function complaints(file, text = readFileSync(file, 'utf8')) {
  const host = ts.createCompilerHost(SETTINGS);
  const { getSourceFile, readFile, fileExists } = host;
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, text, SETTINGS.target) : getSourceFile.call(host, name, ...rest);
  host.readFile = name => name === file ? text : readFile.call(host, name);
  host.fileExists = name => name === file || fileExists.call(host, name);
  return ts.getPreEmitDiagnostics(ts.createProgram([file], SETTINGS, host))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

const source = ts.createSourceFile(DECLARATION, readFileSync(DECLARATION, 'utf8'), SETTINGS.target);
const declared = name => source.statements.find(statement => statement.name?.text === name);
const inOrder = name => declared(name).members.map(member => member.name?.text ?? 'constructor');
const members = name => inOrder(name).sort();

/** The names that a class has for its users. */
const ownNames = type => Object.getOwnPropertyNames(type.prototype).sort();

test('what a user of the types writes compiles, and what is wrong does not', () => {
  assert.deepEqual(complaints(EXAMPLE), []);
});

test('the declaration has the names of the code', () => {
  const exported = source.statements
    .filter(statement => ts.isClassDeclaration(statement) || ts.isFunctionDeclaration(statement))
    .map(({ name }) => name.text);

  assert.deepEqual(exported.sort(), Object.keys(module).sort());
  assert.deepEqual(members('Parley'), ownNames(module.Parley));
  assert.deepEqual(members('ParleyOptions'), [...OPTIONS].sort());
});

test('the events of the declaration are those of the code', t => {
  const parley = new Script(t).client();
  const events = inOrder('ParleyEvents');

  const known = new RegExp(`there are ${events.join(', ')}$`);

  assert.throws(() => parley.on('weather', () => {}), known);
});

test('what is told of each golden message has the declared type', async t => {
  const script = new Script(t);
  for (const name of goldenNames('server')) {
    const said = golden(name);
    const { socket } = await script.connected({ lastSeq: (said.seq ?? 100) - 1 });
    if (said.type === 'ai_delta') socket.says(golden('server/ai_snapshot'));
    socket.says(said);
    if (said.type === 'task_started') socket.says(golden('server/progress'), golden('server/task_completed'));
    socket.dies(4403);
  }
  const lines = script.events.all.map(({ event, detail }, i) => `const e${i}: ParleyEvents['${event}'] = ${JSON.stringify(detail)};`);
  const details = JSON.stringify(golden('server/status').details);

  const text = ["import type { ParleyEvents, ServerDetails } from '../../main/resources/web/client/parley.js';",
    ...lines, `const server: ServerDetails = ${details};`, 'export {};'].join('\n');

  assert.ok(lines.length > 40, `${lines.length} events only`);
  assert.deepEqual(complaints(fileURLToPath(new URL('golden.ts', import.meta.url)), text), []);
});
