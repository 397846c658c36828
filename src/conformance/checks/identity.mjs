import assert from 'node:assert/strict';
import { newId } from '../lib/peer.mjs';

/** A connection that says by its first message who it is. */
async function greeted(world, token) {
  const { peer, status } = await world.knock({ user: null });
  assert.ok(peer, `refused with ${status} before it could say who it is`);
  await peer.say({ type: 'auth', id: newId(), token });
  return peer;
}

const checks = {
  'a token in the header': async (world, token) => {
    const { protocol, peer } = await world.knock({ user: null, headers: { Authorization: `Bearer ${token}` } });

    assert.equal(protocol, 'parley.v1');
    assert.equal((await peer.find('the first message', () => true)).status, 'connected');
  },
  'a token as a sub-protocol, and the answer names parley.v1': async (world, token) => {
    const { protocol, peer } = await world.knock({ user: null, protocols: ['parley.v1', `bearer.${token}`] });

    assert.equal(protocol, 'parley.v1');
    assert.equal((await peer.find('the first message', () => true)).status, 'connected');
  },
  'a token as the first message': async (world, token) => {
    const peer = await greeted(world, token);

    assert.equal((await peer.find('the first message', () => true)).status, 'connected');
  },
  'what is said right after it is handled once it is known': async (world, token) => {
    const peer = await greeted(world, token);

    const ack = await peer.chat('Hello');

    assert.equal(peer.heard[0].status, 'connected');
    assert.equal((await peer.entry(ack.seq)).content, 'Hello');
  },
  'a token that is not believed is UNAUTHENTICATED': async world => {
    const { status, body } = await world.knock({ user: null, headers: { Authorization: 'Bearer nonsense' } });
    const peer = await greeted(world, 'nonsense');

    assert.equal(status, 401);
    assert.equal(JSON.parse(body).code, 'UNAUTHENTICATED');
    assert.equal((await peer.find('the error', () => true)).code, 'UNAUTHENTICATED');
    assert.equal(await peer.closed, 4401);
  },
  'a first message that is another one ends with 4401': async world => {
    const { peer } = await world.knock({ user: null });

    await peer.say({ type: 'chat', id: newId(), content: 'Hello' });

    assert.equal(await peer.closed, 4401);
  },
  'auth again: acknowledged, and the connection stays': async (world, token) => {
    const peer = await world.connect();

    const ack = await peer.order({ type: 'auth', token });

    assert.equal(ack.duplicate, false);
    await peer.settled();
  },
  'auth with a token that is not believed: UNAUTHENTICATED, and the connection stays': async world => {
    const peer = await world.connect();

    const { code } = await peer.ask({ type: 'auth', token: 'nonsense' });

    assert.equal(code, 'UNAUTHENTICATED');
    await peer.settled();
  },
  'auth with the token of another user: FORBIDDEN, and the connection stays': async (world, token, other) => {
    if (!other) world.skip('needs a second user: give a second --token');
    const peer = await world.connect();

    const { code } = await peer.ask({ type: 'auth', token: other });

    assert.equal(code, 'FORBIDDEN');
    await peer.settled();
  },
};

export const identity = Object.fromEntries(Object.entries(checks).map(([name, check]) => [name, world => {
  if (world.believes) world.skip('needs a --token');
  return check(world, ...world.tokens);
}]));
