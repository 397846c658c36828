import assert from 'node:assert/strict';

const named = (list, id) => list.find(({ project_id: of }) => of === id);

/** Asks, and the answer has that status. */
async function asked(world, status, method, path, wish) {
  const answer = await world.api(method, path, wish);
  assert.equal(answer.status, status, `${method} ${path}: ${answer.text.slice(0, 200)}`);
  return answer;
}

/** Asks, and is refused so, with an error as its body that names the field. */
async function refused(world, status, code, method, path, { field = '', ...wish } = {}) {
  const { json } = await asked(world, status, method, path, wish);
  assert.deepEqual([json.type, json.code], ['error', code]);
  assert.ok(json.message.includes(field), `the sentence does not name ${field}: ${json.message}`);
}

const checks = {
  'a conversation is begun under an id of the server': async (world, one) => {
    const { json: { project_id: id } } = await asked(world, 201, 'POST', '', { body: { title: '标题 🌙' } });

    const { json } = await asked(world, 200, 'GET', '?limit=500');
    const { title, role } = named(json.conversations, id);
    assert.notEqual(id, one);
    assert.deepEqual([title, role], ['标题 🌙', 'owner']);
  },
  'the list has what the user takes part in, the last used first': async (world, one, path) => {
    const peer = await world.connect();
    const { seq } = await peer.chat('Hello');
    const { json: { project_id: later } } = await asked(world, 201, 'POST', '', { body: {} });

    const { json: { conversations, more } } = await asked(world, 200, 'GET', '?limit=500');

    const ids = conversations.map(({ project_id: id }) => id);
    assert.equal(typeof more, 'boolean');
    assert.ok(ids.includes(later) && ids.includes(one));
    assert.ok(named(conversations, one).last_seq >= seq);
    const times = conversations.map(({ last_at: at }) => at);
    assert.deepEqual(times, [...times].sort((a, b) => b - a));
    await asked(world, 200, 'DELETE', path);
  },
  'a title is given, and one of 201 characters is not': async (world, one, path) => {
    await asked(world, 200, 'PATCH', path, { body: { title: 'Another' } });
    await refused(world, 400, 'BAD_REQUEST', 'PATCH', path, { body: { title: 'x'.repeat(201) }, field: 'title' });

    const { json } = await asked(world, 200, 'GET', '?limit=500');
    assert.equal(named(json.conversations, one).title, 'Another');
  },
  'the export has each entry as a line of JSON': async (world, one, path) => {
    const peer = await world.connect();
    const ack = await peer.chat('你好 👋');
    const reply = await world.reply(peer, ack.message_id);

    const { text } = await asked(world, 200, 'GET', `${path}/export`);

    assert.deepEqual(text.trim().split('\n').map(line => JSON.parse(line)), await peer.upTo(reply.seq));
  },
  'members: invited, listed, and gone when they leave': async (world, one, path) => {
    const bob = world.userId('bob');
    await asked(world, 201, 'POST', `${path}/members`, { body: { user_id: bob } });

    const { json: { members } } = await asked(world, 200, 'GET', `${path}/members`, { user: 'bob' });
    await asked(world, 200, 'DELETE', `${path}/members/${bob}`, { user: 'bob' });

    assert.deepEqual(members.map(({ user_id: user, role }) => [user, role]), [[world.userId('alice'), 'owner'], [bob, 'member']]);
    await refused(world, 403, 'FORBIDDEN', 'GET', `${path}/members`, { user: 'bob' });
  },
  'the owner stays': (world, one, path) =>
    refused(world, 409, 'CONFLICT', 'DELETE', `${path}/members/${world.userId('alice')}`),
  'who is no member gets FORBIDDEN, and the same where there is none': async (world, one, path) => {
    await refused(world, 403, 'FORBIDDEN', 'PATCH', path, { user: 'bob', body: { title: 'Mine' } });
    await refused(world, 403, 'FORBIDDEN', 'PATCH', `${path}-none`, { user: 'bob', body: { title: 'Mine' } });
  },
  'a member does not delete': async (world, one, path) => {
    await asked(world, 201, 'POST', `${path}/members`, { body: { user_id: world.userId('bob') } });

    await refused(world, 403, 'FORBIDDEN', 'DELETE', path, { user: 'bob' });
  },
  'what is deleted is gone: its connections are closed with 4403, and nobody comes to it': async (world, one, path) => {
    const peer = await world.connect();

    await asked(world, 200, 'DELETE', path);

    const error = await peer.find('the error', ({ type }) => type === 'error');
    assert.equal(error.code, 'FORBIDDEN');
    assert.equal(await peer.closed, 4403);
    await refused(world, 403, 'FORBIDDEN', 'GET', `${path}/export`);
    const { peer: late, status } = await world.knock();
    if (late) assert.equal(await late.closed, 4403, 'who comes later');
    else assert.equal(status, 403, 'who comes later');
  },
  'a path that is not there is NOT_FOUND': (world, one, path) => refused(world, 404, 'NOT_FOUND', 'GET', `${path}/colours`),
  'a body that is no JSON by its content type is BAD_REQUEST': world =>
    refused(world, 400, 'BAD_REQUEST', 'POST', '', { body: { title: 'Hello' }, type: 'text/plain' }),
  'a body that is no object is BAD_REQUEST': world => refused(world, 400, 'BAD_REQUEST', 'POST', '', { body: ['Hello'] }),
  'a body of more than 16 KiB is MSG_TOO_LARGE': world =>
    refused(world, 413, 'MSG_TOO_LARGE', 'POST', '', { body: { title: 'x'.repeat(20_000) } }),
  'a limit that is no number is BAD_REQUEST': world => refused(world, 400, 'BAD_REQUEST', 'GET', '?limit=many', { field: 'limit' }),
  'without identity it is UNAUTHENTICATED': world => refused(world, 401, 'UNAUTHENTICATED', 'GET', '', { user: null }),
};

/** Each with a conversation of alice: its id, and the path to it. */
export const api = Object.fromEntries(Object.entries(checks).map(([name, check]) => [name, async world => {
  const { status, text } = await world.api('POST', '', { body: { project_id: world.project } });
  if (status === 404) world.skip('the server has no /api');
  assert.equal(status, 201, text);
  return check(world, world.project, `/${world.project}`);
}]));
