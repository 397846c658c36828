import assert from 'node:assert/strict';
import { newId } from '../lib/peer.mjs';

const TEXT = '你好，世界 👋🏽 e\u0301 \u200d — "quotes" \\ and \n a line';

export const messages = {
  'chat: acknowledged with its place in the log, and told to its sender too': async world => {
    const peer = await world.connect();
    const id = newId();

    const ack = await peer.chat('Hello', { id });

    const message = await peer.entry(ack.seq);
    assert.deepEqual([ack.id, ack.seq, ack.duplicate], [id, 1, false]);
    assert.deepEqual([message.type, message.id, message.message_id, message.user_id, message.content],
      ['message', id, ack.message_id, peer.userId, 'Hello']);
  },
  'chat: text, attachments, reply_to and metadata come out as they went in': async world => {
    const peer = await world.connect();
    const first = await peer.chat('First');
    const said = { content: TEXT, attachments: ['https://example.org/a.png?b=1'], reply_to: first.message_id, metadata: { 键: [1, null, { a: '🌙' }] } };

    const ack = await peer.order({ type: 'chat', ...said });

    const { content, attachments, reply_to: replyTo, metadata } = await peer.entry(ack.seq);
    assert.deepEqual({ content, attachments, reply_to: replyTo, metadata }, said);
  },
  'chat: attachments alone will do': async world => {
    const peer = await world.connect();

    const ack = await peer.chat('', { attachments: ['http://example.org/a'] });

    assert.deepEqual((await peer.entry(ack.seq)).attachments, ['http://example.org/a']);
  },
  'chat: a reply_to that names nothing is NOT_FOUND': async world => {
    const peer = await world.connect();

    const { code } = await peer.ask({ type: 'chat', content: 'Hello', reply_to: 'nothing' });

    assert.equal(code, 'NOT_FOUND');
  },
  'without an id it is acknowledged under one that the server makes': async world => {
    const peer = await world.connect();

    await peer.say({ type: 'chat', content: 'Hello' });

    const ack = await peer.find('the ack', ({ type }) => type === 'ack');
    assert.equal((await peer.entry(ack.seq)).content, 'Hello');
  },
  'metadata and timestamp may stand everywhere': async world => {
    const peer = await world.connect();
    const more = { metadata: { from: 'a test' }, timestamp: 1790000000000 };

    const answers = [await peer.ask({ type: 'ping', ...more }), await peer.command('help', {}, more), await peer.chat('Hello', more)];

    assert.deepEqual(answers.map(({ type }) => type), ['pong', 'help', 'ack']);
  },
  'a field that is not known is ignored': async world => {
    const peer = await world.connect();

    const ack = await peer.chat('Hello', { colour: 'blue', depth: { of: [1, 2] } });

    assert.equal((await peer.entry(ack.seq)).content, 'Hello');
  },
  'the same id again gets the same ack as a duplicate, and is handled once': async world => {
    const peer = await world.connect();
    const id = newId();
    const first = await peer.chat('Once', { id });

    const again = await peer.chat('Once', { id });

    const next = await peer.chat('Twice');
    const entries = await peer.upTo(next.seq);
    assert.deepEqual([again.id, again.message_id, again.seq, again.duplicate], [id, first.message_id, first.seq, true]);
    assert.deepEqual(entries.filter(({ type }) => type === 'message').map(({ content }) => content), ['Once', 'Twice']);
  },
  'the same id again is known to another connection of the user': async world => {
    const first = await world.connect();
    const id = newId();
    const ack = await first.chat('Once', { id });
    first.cut();
    const second = await world.connect();

    const again = await second.chat('Once', { id });

    assert.deepEqual([again.message_id, again.seq, again.duplicate], [ack.message_id, ack.seq, true]);
  },
  'the same id with other content is CONFLICT': async world => {
    const peer = await world.connect();
    const { id } = await peer.chat('One');

    const { code, id: under } = await peer.ask({ type: 'chat', content: 'Another', id });

    assert.deepEqual([code, under], ['CONFLICT', id]);
  },
  'the same id of another user is a message of its own': async world => {
    const alice = await world.connect();
    const bob = await world.join(alice);
    const first = await alice.chat('Hello', { id: 'same' });

    const second = await bob.chat('Hello', { id: 'same' });

    assert.equal(second.duplicate, false);
    assert.notEqual(second.seq, first.seq);
  },
  'action: acknowledged, and logged with its args': async world => {
    const peer = await world.connect();

    const ack = await peer.order({ type: 'action', action: 'choose', args: { option: '甲' }, content: 'The first' });

    const { type, action, args, content } = await peer.entry(ack.seq);
    assert.deepEqual({ type, action, args, content }, { type: 'message', action: 'choose', args: { option: '甲' }, content: 'The first' });
  },
  'ping: answered by pong with the last seq': async world => {
    const peer = await world.connect();
    const { seq } = await peer.chat('Hello');
    await peer.entry(seq);

    const pong = await peer.ask({ type: 'ping' });

    assert.equal(pong.type, 'pong');
    assert.ok(pong.last_seq >= seq, `${pong.last_seq} is before ${seq}`);
  },
};
