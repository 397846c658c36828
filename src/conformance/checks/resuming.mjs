import assert from 'node:assert/strict';

/** A conversation with a question and its answer; gives their connection and the entries. */
async function talk(world) {
  const peer = await world.connect();
  const ack = await peer.chat('Hello 👋');
  const reply = await world.reply(peer, ack.message_id);
  return { peer, entries: await peer.upTo(reply.seq) };
}

export const resuming = {
  'last_seq=0: all of the log, in order, each once': async world => {
    const { entries } = await talk(world);

    const late = await world.connect({ query: { last_seq: 0 } });

    assert.deepEqual(await late.upTo(entries.at(-1).seq), entries);
  },
  'last_seq: what comes after it, and nothing before': async world => {
    const { entries } = await talk(world);

    const late = await world.connect({ query: { last_seq: 1 } });

    assert.deepEqual(await late.upTo(entries.at(-1).seq), entries.slice(1));
  },
  'last_seq at the end: nothing, until something new comes': async world => {
    const { entries } = await talk(world);
    const late = await world.connect({ query: { last_seq: entries.at(-1).seq } });

    const ack = await late.chat('Next');

    assert.deepEqual((await late.upTo(ack.seq)).map(({ seq }) => seq), [entries.at(-1).seq + 1]);
  },
  'last_seq ahead of the log: status reset, and the log from from_seq': async world => {
    const { entries } = await talk(world);

    const late = await world.connect({ query: { last_seq: 1000 } });

    const reset = await late.find('status reset', ({ type, status }) => type === 'status' && status === 'reset');
    const from = reset.details.from_seq;
    assert.deepEqual(await late.upTo(entries.at(-1).seq), entries.filter(({ seq }) => seq >= from));
  },
  'resume on the same connection: status resumed, then what was missed': async world => {
    const { peer, entries } = await talk(world);
    const from = peer.heard.length;

    await peer.say({ type: 'resume', session_id: peer.sessionId, last_seq: 0 });

    const isResumed = ({ type, status }) => type === 'status' && status === 'resumed';
    const resumed = await peer.find('status resumed', isResumed, { from });
    await peer.find('the last entry again', ({ seq, type }) => type !== 'ack' && seq === entries.at(-1).seq, { from });
    const after = peer.heard.slice(peer.heard.indexOf(resumed) + 1).filter(({ seq, type }) => seq && type !== 'ack');
    assert.equal(resumed.details.session_id, peer.sessionId);
    assert.deepEqual(after, entries);
  },
  'a connection that is cut in the middle of an answer misses nothing of it': async world => {
    const peer = await world.connect();
    const { ack } = await world.longAnswer(peer);
    await peer.entry(ack.seq);
    peer.cut();

    const back = await world.connect({ query: { session_id: peer.sessionId, last_seq: ack.seq } });

    const reply = await world.reply(back, ack.message_id);
    assert.equal(reply.status, 'complete', 'a disconnect does not cancel');
    assert.deepEqual(await back.upTo(reply.seq), [reply]);
  },
  'who comes in the middle of an answer is shown its text so far': async world => {
    const peer = await world.connect();
    const { ack, running } = await world.longAnswer(peer);
    if (running.type === 'ai_reply') world.skip('the agent says all at once');
    await peer.find('some text', ({ type, message_id: id }) => type === 'ai_delta' && id === running.message_id, { ms: world.answerMs });

    const late = await world.connect();

    const reply = await world.reply(peer, ack.message_id);
    if (late.status.details.last_seq >= reply.seq) world.skip('the answer was over before the other came');
    const shown = await late.find('the answer', ({ message_id: id }) => id === running.message_id);
    assert.equal(shown.type, 'ai_snapshot');
    assert.equal((await world.reply(late, ack.message_id)).content, reply.content);
  },
  'a session that was closed may be resumed': async world => {
    const peer = await world.connect();
    await peer.chat('Hello');
    await peer.close();

    const back = await world.connect({ query: { session_id: peer.sessionId, last_seq: 0 } });

    assert.equal(back.status.details.resumed, back.sessionId === peer.sessionId, 'resumed says whether it is the same session');
    await back.entry(1);
  },
};
