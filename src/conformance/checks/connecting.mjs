import assert from 'node:assert/strict';

/** Refused before the upgrade, with an error that names the field. */
async function refused(world, wish, status, code, field) {
  const answer = await world.knock(wish);

  assert.equal(answer.status, status, 'the HTTP status');
  const error = JSON.parse(answer.body);
  assert.deepEqual([error.type, error.code], ['error', code]);
  if (field) assert.ok(error.message.includes(field), `the sentence does not name ${field}: ${error.message}`);
}

const browser = world => ({ Origin: world.httpUrl('/').origin });

export const connecting = {
  'the first message is status connected, with what a client needs to know': async world => {
    const { status: { details, project_id: project }, userId } = await world.connect();

    assert.equal(project, world.project);
    assert.equal(details.project_id, world.project);
    assert.equal(details.protocol, 'parley.v1');
    assert.equal(details.resumed, false);
    assert.equal(details.last_seq, 0, 'last_seq of a new conversation');
    for (const name of ['connection_id', 'session_id', 'durability']) assert.equal(typeof details[name], 'string', name);
    for (const name of ['heartbeat_ms', 'max_message_bytes']) assert.ok(details[name] > 0, name);
    if (world.believes) assert.match(userId, /^alice-/);
  },
  'the sub-protocol parley.v1 is agreed to': async world => {
    const { protocol } = await world.knock({ protocols: ['parley.v1'] });

    assert.equal(protocol, 'parley.v1');
  },
  'no sub-protocol will do too': async world => {
    await world.connect({ protocols: [] });
  },
  'a parameter that is not known is ignored': async world => {
    await world.connect({ query: { colour: 'blue' } });
  },
  'without project_id it is refused with 400': world => refused(world, { project: null }, 400, 'BAD_REQUEST', 'project_id'),
  'a project_id that is no id is refused with 400': world => refused(world, { project: 'no id' }, 400, 'BAD_REQUEST', 'project_id'),
  'a last_seq that is no number is refused with 400': world =>
    refused(world, { query: { last_seq: 'ten' }, asked: null }, 400, 'BAD_REQUEST', 'last_seq'),
  'a negative last_seq is refused with 400': world =>
    refused(world, { query: { last_seq: '-1' }, asked: null }, 400, 'BAD_REQUEST', 'last_seq'),
  'without identity it is refused with 401': world => {
    if (!world.believes) world.skip('where tokens are believed one may come as the first message');
    return refused(world, { user: null }, 401, 'UNAUTHENTICATED');
  },
  'a foreign Origin is refused with 403': async world => {
    const { status } = await world.knock({ headers: { Origin: 'https://foreign.example' } });

    assert.equal(status, 403);
  },
  'a page of the server itself is told by an error and the close code 4403': async world => {
    const { peer, status } = await world.knock({ project: null, headers: browser(world) });

    assert.ok(peer, `refused with ${status} before the upgrade, which a browser does not show`);
    const error = await peer.find('the error', () => true);
    assert.deepEqual([error.type, error.code], ['error', 'BAD_REQUEST']);
    assert.equal(await peer.closed, 4403);
  },
  'a session whose socket is alive is not taken over': async world => {
    const first = await world.connect();

    const second = await world.connect({ query: { session_id: first.sessionId } });

    assert.notEqual(second.sessionId, first.sessionId);
    await first.settled();
  },
  'the session of another user is not taken over': async world => {
    const owner = await world.connect();
    const { sessionId } = owner;
    await owner.close();

    const other = await world.join(owner, { query: { session_id: sessionId } });

    assert.notEqual(other.sessionId, sessionId);
  },
  'lang=zh-CN: what the server itself says is Chinese': async world => {
    const peer = await world.connect({ query: { lang: 'zh-CN' } });

    const { message } = await peer.ask({ type: 'chat', content: 5 });

    assert.match(message, /\p{Script=Han}/u);
  },
};
