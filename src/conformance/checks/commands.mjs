import assert from 'node:assert/strict';
import { newId } from '../lib/peer.mjs';

const TERMINAL = ['task_completed', 'task_failed', 'task_cancelled'];
const COMMANDS = ['cancel', 'generate', 'help', 'history', 'regenerate'];

/** Begins an answer, cancels it by what `target` makes of it, and holds the ack against the end that the log has. */
async function cancelled(world, target) {
  const peer = await world.connect();
  const { ack, running } = await world.longAnswer(peer);
  const id = newId();
  const order = await peer.command('cancel', target(running, ack), { id });
  const reply = await world.reply(peer, ack.message_id);
  if (reply.status === 'complete') world.skip('the answer was over before the cancel came');

  assert.equal(reply.status, 'cancelled');
  assert.deepEqual([order.type, order.message_id, order.seq], ['ack', reply.message_id, reply.seq]);
  const again = await peer.command('cancel', target(running, ack), { id });
  assert.deepEqual([again.message_id, again.seq, again.duplicate], [order.message_id, order.seq, true]);
}

/** A task that was taken, and its end. */
async function task(world, peer, args) {
  const order = await peer.command('generate', args);
  if (order.type === 'error') world.skip(`no task is taken here: ${order.code}`);
  const started = await peer.entry(order.seq);
  const end = () => peer.find('the end of the task', ({ type, task_id: id }) => TERMINAL.includes(type) && id === order.message_id,
    { ms: world.answerMs });
  return { order, started, end };
}

export const commands = {
  'cancel: what runs ends cancelled, with its text so far': world => cancelled(world, () => ({})),
  'cancel: by message_id of the answer': world => cancelled(world, running => ({ message_id: running.message_id })),
  'cancel: by message_id of the question': world => cancelled(world, (running, ack) => ({ message_id: ack.message_id })),
  'cancel: by id of the client\'s message': world => cancelled(world, (running, ack) => ({ id: ack.id })),
  'cancel: nothing runs is NOT_FOUND': async world => {
    const peer = await world.connect();

    assert.equal((await peer.command('cancel')).code, 'NOT_FOUND');
  },
  'cancel: what does not exist is NOT_FOUND': async world => {
    const peer = await world.connect();

    assert.equal((await peer.command('cancel', { message_id: 'nothing' })).code, 'NOT_FOUND');
  },
  'cancel: what has ended stays as it is, and its end is named': async world => {
    const peer = await world.connect();
    const ack = await peer.chat('Hello');
    const reply = await world.reply(peer, ack.message_id);

    const late = await peer.command('cancel', { message_id: reply.message_id });

    assert.deepEqual([late.type, late.message_id, late.seq, late.duplicate], ['ack', reply.message_id, reply.seq, true]);
  },
  'regenerate: logged, and answered by a reply that says what it replaces': async world => {
    const peer = await world.connect();
    const ack = await peer.chat('Hello');
    const first = await world.reply(peer, ack.message_id);

    const order = await peer.command('regenerate', { message_id: first.message_id });

    const { type, action } = await peer.entry(order.seq);
    const second = await peer.find('the other answer', ({ type: of, replaces }) => of === 'ai_reply' && replaces === first.message_id,
      { ms: world.answerMs });
    assert.deepEqual([order.type, type, action], ['ack', 'message', 'regenerate']);
    assert.equal(second.reply_to, ack.message_id);
  },
  'regenerate: nothing means the last answer, and none is NOT_FOUND': async world => {
    const peer = await world.connect();
    assert.equal((await peer.command('regenerate')).code, 'NOT_FOUND');
    const ack = await peer.chat('Hello');
    const first = await world.reply(peer, ack.message_id);

    await peer.command('regenerate');

    await peer.find('the other answer', ({ type, replaces }) => type === 'ai_reply' && replaces === first.message_id, { ms: world.answerMs });
  },
  'regenerate: the same id again is handled once': async world => {
    const peer = await world.connect();
    const ack = await peer.chat('Hello');
    const { message_id: id } = await world.reply(peer, ack.message_id);
    const order = await peer.command('regenerate', { message_id: id }, { id: 'again' });

    const again = await peer.command('regenerate', { message_id: id }, { id: 'again' });

    assert.deepEqual([again.type, again.message_id, again.seq, again.duplicate], ['ack', order.message_id, order.seq, true]);
  },
  'generate: a task begins, and has one end': async world => {
    const peer = await world.connect();
    const args = { kind: 'report', topic: '蜜蜂 🐝', steps: 2 };
    const { order, started, end } = await task(world, peer, args);

    const last = await end();

    assert.deepEqual([started.type, started.task_id, started.id, started.user_id, started.args],
      ['task_started', order.message_id, order.id, peer.userId, args]);
    assert.ok(last.seq > started.seq);
    await peer.settled();
    assert.equal(peer.heard.filter(({ type }) => TERMINAL.includes(type)).length, 1);
  },
  'generate: a task is cancelled by its task_id': async world => {
    const peer = await world.connect();
    const { order, end } = await task(world, peer, { kind: 'report', topic: 'a long one' });

    const stop = await peer.command('cancel', { task_id: order.message_id });

    const last = await end();
    if (last.type !== 'task_cancelled') world.skip('the task was over before the cancel came');
    assert.deepEqual([stop.type, stop.seq], ['ack', last.seq]);
  },
  'history: entries before a seq in ascending order, and whether there are more': async world => {
    const peer = await world.connect();
    const ack = await peer.chat('First');
    const reply = await world.reply(peer, ack.message_id);
    const all = await peer.upTo(reply.seq);

    const last = await peer.command('history', { before_seq: reply.seq + 1, limit: 1 });
    const rest = await peer.command('history', { before_seq: reply.seq, limit: 200 });

    assert.deepEqual([last.type, last.more, last.messages], ['history', true, [all.at(-1)]]);
    assert.deepEqual([rest.more, rest.messages], [false, all.slice(0, -1)]);
  },
  'history: more than 200 at once is BAD_REQUEST': async world => {
    const peer = await world.connect();

    const { code, message } = await peer.command('history', { limit: 201 });

    assert.equal(code, 'BAD_REQUEST');
    assert.match(message, /limit/);
  },
  'help: names the commands': async world => {
    const peer = await world.connect();

    const { type, commands: named } = await peer.command('help');

    assert.equal(type, 'help');
    for (const name of COMMANDS) assert.ok(named[name], `${name} is missing`);
  },
};
