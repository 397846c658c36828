import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { Parley } from '../../main/resources/web/client/parley.js';
import { Arrivals, within } from '../client/scripted-socket.js';
import { startApplication } from './application.js';
import { token, WITH_TOKENS } from './tokens.js';

/** A client, and the states and errors that it tells of. */
function come(t, url, options) {
  const parley = new Parley({ url: `${url}/ws`, WebSocket, backoffMs: 20, ...options });
  const states = new Arrivals();
  const statuses = new Arrivals();
  parley.on('state', state => states.push(state));
  parley.on('status', status => statuses.push(status));
  t.after(() => parley.close());
  return { parley, states, statuses };
}

async function answered(parley) {
  const done = new Promise(resolve => parley.on('answer', answer => { if (answer.done) resolve(answer); }));
  await parley.send('Please echo 你好 👋');
  return within(done, 'the answer', 20_000);
}

test('a gateway that wants tokens', async t => {
  const url = await startApplication(t, ...WITH_TOKENS);

  for (const transport of ['websocket', 'sockjs']) {
    await t.test(`by ${transport} a token says who we are`, async t2 => {
      const { parley, states } = come(t2, url, { projectId: `by-${transport}`, token: async () => token('alice'), transports: [transport] });

      const open = await states.next('the connection');
      const answer = await answered(parley);

      assert.deepEqual([open.state, open.transport], ['open', transport]);
      assert.equal(parley.server.user_id, 'alice');
      assert.match(answer.content, /你好 👋/);
    });

    await t.test(`by ${transport} a token that is renewed keeps the connection past the end of the first`, async t2 => {
      let asked = 0;
      const give = () => token('alice', (asked += 1) === 1 ? 2 : 3600);
      const { parley, states, statuses } = come(t2, url, { projectId: `renewed-${transport}`, token: give, transports: [transport] });
      await states.next('the connection');
      while ((await statuses.next('the notice')).status !== 'token_expiring');
      const ended = new Promise(resolve => setTimeout(resolve, 3500)); // the end of the first token, and the sweep that looks for it

      await ended;
      const answer = await answered(parley);

      assert.equal(answer.status, 'complete');
      assert.equal(asked, 2);
      assert.deepEqual(states.all.map(({ state }) => state), ['open']);
    });

    await t.test(`by ${transport} a token that is not believed ends denied, and says why`, async t2 => {
      const { states } = come(t2, url, { projectId: 'refused', token: token('eve', 60, 'another secret that nobody here has heard of'), transports: [transport] });

      const { state, reason, message } = await states.next('the refusal');

      assert.deepEqual([state, reason], ['denied', 'UNAUTHENTICATED']);
      assert.match(message, /could not be verified/);
    });
  }

  await t.test('who has run out comes back with the next token, and misses nothing', async t2 => {
    let hasEnded = false;
    let asked = 0;
    const give = () => {
      asked += 1;
      if (asked === 1) return token('alice', 2);
      if (!hasEnded) throw new Error('the sign-in is down');
      return token('alice');
    };
    const { parley, states } = come(t2, url, { projectId: 'late', token: give });
    parley.on('state', ({ state }) => { hasEnded = state === 'reconnecting'; });
    await states.next('the connection');

    const lost = await states.next('the end of the first token');
    const back = await states.next('the next connection');
    const answer = await answered(parley);

    assert.deepEqual([lost.state, lost.reason, lost.code], ['reconnecting', 'UNAUTHENTICATED', 4401]);
    assert.equal(back.state, 'open');
    assert.equal(answer.status, 'complete');
  });
});
