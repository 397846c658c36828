import assert from 'node:assert/strict';

const isEnd = ({ type }) => type === 'ai_reply';

export const answers = {
  'a chat is answered by one ai_reply, the next entry of the log': async world => {
    const peer = await world.connect();
    const ack = await peer.chat('Hello 👋');

    const reply = await world.reply(peer, ack.message_id);

    assert.equal(reply.seq, ack.seq + 1);
    assert.notEqual(reply.message_id, ack.message_id);
    await peer.settled();
    assert.equal(peer.heard.filter(isEnd).length, 1);
  },
  'a text that streams begins with a snapshot and grows by position to what the reply has': async world => {
    const peer = await world.connect();
    const { ack } = await world.longAnswer(peer);

    const { message_id: id, turn_id: turn, status } = await world.reply(peer, ack.message_id);

    const parts = peer.heard.filter(({ type, message_id: of }) => of === id && type !== 'ai_reply');
    if (parts.length === 0) world.skip('the agent says all at once');
    assert.equal(parts[0].type, 'ai_snapshot');
    assert.ok(parts.every(({ turn_id: of }) => of === turn), 'all parts are of one turn');
    assert.equal(status, 'complete');
  },
  'emoji and Chinese are never cut within a surrogate pair': async world => {
    const peer = await world.connect();
    const ack = await peer.chat('Please echo: 👋🏽🌙😀👨‍👩‍👧‍👦𠀀𠀁 你好，世界 😀😀😀😀😀😀😀😀');

    const { content } = await world.reply(peer, ack.message_id);

    assert.ok(content.isWellFormed?.() ?? true, 'half of a pair in the reply');
  },
  'a message that comes while an answer runs is refused as BUSY, or has its own end': async world => {
    const peer = await world.connect();
    const { ack } = await world.longAnswer(peer);

    const second = await peer.ask({ type: 'chat', content: 'And this?' });

    if (second.type === 'error') {
      assert.equal(second.code, 'BUSY');
      return;
    }
    await world.reply(peer, ack.message_id);
    const reply = await world.reply(peer, second.message_id);
    const entries = await peer.upTo(reply.seq);
    assert.equal(entries.filter(isEnd).length, 2);
  },
  'who waits for its turn is told its place': async world => {
    const peer = await world.connect();
    const { ack } = await world.longAnswer(peer);
    const second = await peer.ask({ type: 'chat', content: 'And this?' });
    const first = await world.reply(peer, ack.message_id);
    if (second.type === 'error' || first.seq < second.seq) world.skip('the answer was over, or nothing waits here');

    const queued = await peer.find('status queued', ({ type, status }) => type === 'status' && status === 'queued');

    assert.deepEqual([queued.details.message_id, queued.details.position], [second.message_id, 1]);
  },
};
