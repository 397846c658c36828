import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { chosen, run } from '../../conformance/lib/suite.mjs';
import { startApplication } from '../app/application.js';

const SECRET = 'a secret of more than thirty-two bytes';

const part = value => Buffer.from(JSON.stringify(value)).toString('base64url');

function token(user) {
  const claims = { sub: user, iss: 'parley', aud: 'parley', exp: Math.floor(Date.now() / 1000) + 3600 };
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}

/** Holds all of the protocol; only the checks that `skipped` names could not be tried. */
async function conforms(url, options, skipped) {
  const results = await run({ url: `${url.replace('http', 'ws')}/ws`, WebSocket, ...options });

  const of = outcome => results.filter(result => result.outcome === outcome);
  assert.deepEqual(of('failed').map(({ section, name, why }) => `${section}: ${name}: ${why}`), []);
  assert.deepEqual(of('skipped').map(({ name }) => name), skipped);
  assert.ok(of('passed').length > 100);
}

test('the gateway holds to the protocol', async t => {
  const url = await startApplication(t);

  await conforms(url, {}, chosen('Identity').filter(({ section }) => section === 'Identity').map(({ name }) => name));
});

test('the gateway holds to the protocol where users have tokens and only members may join', async t => {
  const url = await startApplication(t, '--set', 'gateway.identity.mode=jwt', '--set', `gateway.identity.jwt.secret=${SECRET}`,
    '--set', 'conversation.authorizer=members');

  await conforms(url, { tokens: [token('alice'), token('bob')] },
    ['without identity it is refused with 401', 'RATE_LIMIT: says when to come back']);
});
