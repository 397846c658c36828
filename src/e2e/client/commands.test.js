import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ack, golden, goldenNames, Script, unheard } from './scripted-socket.js';

/** Each client message that has a golden file, and how a user of the client says it. */
const SAID = {
  chat: (parley, { content, attachments, reply_to: replyTo, metadata, id }) =>
    parley.send(content, { attachments, replyTo, metadata, id }),
  action: (parley, { action, reply_to: replyTo, ...rest }) => parley.action(action, { ...rest, replyTo }),
  cancel: (parley, { args }) => parley.stop({ messageId: args.message_id }),
  regenerate: (parley, { args }) => parley.regenerate(args.message_id),
  generate: (parley, { args }) => parley.generate(args),
  history: (parley, { args }) => parley.history({ beforeSeq: args.before_seq, limit: args.limit }),
  help: parley => parley.help(),
};

for (const name of goldenNames('client')) {
  const wanted = golden(name);
  const say = SAID[wanted.command ?? wanted.type];
  if (!say) continue; // ping and resume are the client's own doing

  test(`${name} is sent as its golden file says`, async t => {
    const script = new Script(t);
    const { parley, socket } = await script.connected();

    unheard(say(parley, wanted));
    const sent = await socket.sent.next();

    const { id, timestamp, ...rest } = wanted;
    const { id: ours, ...said } = sent;
    assert.deepEqual(said, rest);
    assert.ok(ours);
  });
}

test('history gives entries as the events that would have told of them, and the next page by itself', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected({ lastSeq: 41 });
  const asking = parley.history({ limit: 10 });
  const { id, args } = await socket.sent.next();
  socket.says({ ...golden('server/history'), id });

  const { entries, more } = await asking;
  unheard(parley.history());
  const next = await socket.sent.next();

  assert.deepEqual(args, { before_seq: 42, limit: 10 });
  assert.equal(more, true);
  assert.deepEqual(entries, [{ event: 'message', detail: golden('server/history').messages[0] }]);
  assert.equal(next.args.before_seq, 7);
});

test('help gives the commands', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected();
  const asking = parley.help();
  const { id } = await socket.sent.next();

  socket.says({ ...golden('server/help'), id });

  assert.deepEqual(await asking, golden('server/help').commands);
});

test('stop without a target cancels all that runs', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected({ lastSeq: 10 });
  socket.says(golden('server/ai_snapshot'), golden('server/task_started'));

  const stopping = parley.stop();
  const sent = [await socket.sent.next(), await socket.sent.next()];
  sent.forEach(message => socket.says(ack(message)));

  assert.equal((await stopping).length, 2);
  assert.deepEqual(sent.map(({ args }) => args),
    [{ message_id: golden('server/ai_snapshot').message_id }, { task_id: golden('server/task_started').task_id }]);
});

test('stop without a target also cancels our question whose answer has not begun, and not that of others', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected({ lastSeq: 6 });
  const question = golden('server/message');
  socket.says(question, { ...question, seq: 8, message_id: 'theirs', user_id: 'u2' });

  unheard(parley.stop());
  const early = await socket.sent.next();
  socket.says(golden('server/ai_snapshot'));
  unheard(parley.stop());
  const late = await socket.sent.next();

  assert.deepEqual(early.args, { message_id: question.message_id });
  assert.deepEqual(late.args, { message_id: golden('server/ai_snapshot').message_id });
  assert.equal(socket.sent.all.length, 2);
});

test('stop without a target leaves wishes for another answer that were fulfilled, or begun to be', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected({ lastSeq: 6 });
  const question = golden('server/message');
  const wish = { ...question, action: 'regenerate' };
  const reply = { ...golden('server/ai_reply'), reply_to: question.message_id };
  const begun = { ...golden('server/ai_snapshot'), turn_id: 'wish-2', message_id: 'answer-2', reply_to: question.message_id };
  socket.says({ ...wish, seq: 7, message_id: 'wish-1' }, { ...reply, seq: 8, turn_id: 'wish-1' }, { ...wish, seq: 9, message_id: 'wish-2' }, begun);

  unheard(parley.stop());

  assert.deepEqual(socket.sent.all.map(({ args }) => args), [{ message_id: 'answer-2' }]);
});

test('regenerate without a target is about the latest answer', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected({ lastSeq: 8 });
  unheard(parley.regenerate()); // the server knows which it is
  const before = await socket.sent.next();
  socket.says(ack(before), golden('server/ai_reply'));

  unheard(parley.regenerate());
  const { command, args } = await socket.sent.next();

  assert.deepEqual(before.args, {});
  assert.deepEqual([command, args], ['regenerate', { message_id: golden('server/ai_reply').message_id }]);
});
