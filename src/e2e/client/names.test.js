import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const CLIENT = new URL('../../main/resources/web/client/', import.meta.url);
const NAMES = /^(?:export )?(?:async )?(?:const|let|class|function) (\w+)/gm;

test('no name stands in two files of the client, as the gateway serves them as one module', () => {
  const texts = readdirSync(CLIENT).filter(file => file.endsWith('.js')).map(file => readFileSync(new URL(file, CLIENT), 'utf8'));

  const names = texts.flatMap(text => [...text.matchAll(NAMES)].map(([, name]) => name));

  assert.ok(names.includes('Parley'));
  assert.deepEqual(names.filter((name, i) => names.indexOf(name) !== i), []);
});
