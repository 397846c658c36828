import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connected, golden, goldenNames, Script } from './scripted-socket.js';

const snapshot = golden('server/ai_snapshot');
const delta = golden('server/ai_delta');
const reply = golden('server/ai_reply');

test('an answer is the snapshot, then each delta, then the reply', async t => {
  const script = new Script(t);
  const { socket } = await script.connected({ lastSeq: 8 });

  socket.says(snapshot, golden('server/ai_delta.thinking'), delta, reply);

  const answers = script.told('answer');
  assert.deepEqual(answers.map(({ content }) => content),
    [snapshot.content, snapshot.content, reply.content, reply.content]);
  assert.equal(answers[2].thinking, reply.thinking);
  assert.deepEqual(answers.map(({ done }) => done), [false, false, false, true]);
  assert.equal(answers.at(-1).status, 'complete');
});

test('a delta that repeats what is there adds only what is new', async t => {
  const script = new Script(t);
  const { socket } = await script.connected();

  socket.says(snapshot, delta, delta, { ...delta, offset: 3, content: '👌 先看一张表 📊！' });

  assert.equal(script.told('answer').at(-1).content, '好的，👌 先看一张表 📊！');
  assert.equal(script.told('answer').length, 3);
});

test('a delta beyond the end is not shown but asked for', async t => {
  const script = new Script(t);
  const { socket } = await script.connected({ lastSeq: 8 });
  socket.says(snapshot);

  socket.says({ ...delta, offset: 9 }, { ...delta, offset: 20 });

  const { id, ...asked } = await socket.sent.next('a resume');
  assert.deepEqual(asked, { type: 'resume', session_id: connected().details.session_id, last_seq: 8 });
  assert.equal(socket.sent.all.length, 1, 'one question for one hole');
  assert.equal(script.told('answer').length, 1);
});

test('after a resume the next hole is asked for again', async t => {
  const script = new Script(t);
  const { socket } = await script.connected({ lastSeq: 8 });
  socket.says(snapshot, { ...delta, offset: 9 });
  await socket.sent.next('a resume');

  socket.says({ ...golden('server/status'), status: 'resumed' }, { ...delta, offset: 9 });

  assert.equal((await socket.sent.next('another resume')).type, 'resume');
});

test('a hole is asked for again with the next beat, should the answer be lost', async t => {
  const script = new Script(t);
  const { socket } = await script.connected({ lastSeq: 8 });
  const beat = { ...golden('server/pong'), last_seq: 8 };
  socket.says(snapshot, { ...delta, offset: 9 });
  const asked = await socket.sent.next('a resume');

  socket.says(beat);
  const again = await socket.sent.next('another resume');
  socket.says({ ...golden('server/status'), status: 'resumed' }, beat);

  assert.equal(again.type, 'resume');
  assert.notEqual(again.id, asked.id);
  assert.equal(socket.sent.all.length, 2, 'what was answered is not asked again');
});

test('a hole is not asked for sooner than a refusal says, but by a beat', async t => {
  const script = new Script(t);
  const { socket } = await script.connected({ lastSeq: 8 });
  socket.says(snapshot, { ...delta, offset: 9 });
  const { id } = await socket.sent.next('a resume');

  socket.says({ ...golden('server/error'), id, retry_after_ms: 60_000 }, { ...delta, offset: 20 });
  const before = socket.sent.all.length;
  socket.says({ ...golden('server/pong'), last_seq: 8 });

  assert.equal(before, 1);
  assert.equal((await socket.sent.next('another resume')).type, 'resume');
});

test('a higher attempt begins the text anew, and a lower one is not heard', async t => {
  const script = new Script(t);
  const { socket } = await script.connected();

  socket.says(snapshot, { ...delta, attempt: 2, offset: 0, content: '再来' }, { ...delta, attempt: 1 });

  const last = script.told('answer').at(-1);
  assert.equal(last.content, '再来');
  assert.equal(last.thinking, '');
  assert.equal(last.attempt, 2);
});

test('what straggles in after the reply is not shown', async t => {
  const script = new Script(t);
  const { socket } = await script.connected({ lastSeq: 8 });

  socket.says(snapshot, reply, delta, snapshot, { ...delta, offset: 99 });

  assert.equal(script.told('answer').length, 2);
  assert.deepEqual(socket.sent.all, []);
});

test('an older snapshot of the same attempt takes nothing back', async t => {
  const script = new Script(t);
  const { socket } = await script.connected();

  socket.says(snapshot, delta, snapshot);

  assert.equal(script.told('answer').at(-1).content, reply.content);
});

test('an entry that was shown is not shown again', async t => {
  const script = new Script(t);
  const { socket } = await script.connected({ lastSeq: 6 });

  socket.says(golden('server/message'), golden('server/message'));

  assert.equal(script.told('message').length, 1);
});

test('a jump in the log is not shown but asked for', async t => {
  const script = new Script(t);
  const { socket } = await script.connected({ lastSeq: 6 });

  socket.says({ ...golden('server/message'), seq: 9 });
  const asked = await socket.sent.next('a resume');
  socket.says({ ...golden('server/status'), status: 'resumed' });
  for (const seq of [7, 8, 9]) socket.says({ ...golden('server/message'), seq, message_id: `m${seq}` });

  assert.equal(asked.last_seq, 6);
  assert.deepEqual(script.told('message').map(({ seq }) => seq), [7, 8, 9]);
});

test('a pong that knows of more is a jump too', async t => {
  const script = new Script(t);
  const { socket } = await script.connected({ lastSeq: 40 });

  socket.says(golden('server/pong'));

  assert.equal((await socket.sent.next('a resume')).last_seq, 40);
});

test('an ack takes no part in the order of the log', async t => {
  const script = new Script(t);
  const { socket } = await script.connected({ lastSeq: 2 });

  socket.says(golden('server/ack'));

  assert.deepEqual(socket.sent.all, []);
});

test('reset forgets what is shown and goes on from where it says', async t => {
  const script = new Script(t);
  const { socket } = await script.connected({ lastSeq: 6 });
  socket.says(snapshot);

  socket.says(golden('server/status.reset'), { ...golden('server/message'), seq: 5042 });

  assert.deepEqual(script.told('reset'), [{ fromSeq: 5042 }]);
  assert.equal(script.told('message').length, 1);
});

test('a log entry of a kind that we do not know counts and is not shown', async t => {
  const script = new Script(t);
  const { socket } = await script.connected({ lastSeq: 6 });

  socket.says({ type: 'poll', seq: 7, message_id: 'x' }, { type: 'weather' }, { ...golden('server/message'), seq: 8 });

  assert.deepEqual(script.told('message').map(({ seq }) => seq), [8]);
  assert.deepEqual(socket.sent.all, []);
});

test('a task is told from its start over its progress to its result', async t => {
  const script = new Script(t);
  const { socket } = await script.connected({ lastSeq: 10 });
  const progress = golden('server/progress');

  socket.says(golden('server/task_started'), progress, { ...progress, progress: 30 }, golden('server/task_completed'),
    { ...progress, progress: 99 });

  const tasks = script.told('task');
  assert.deepEqual(tasks.map(task => [task.status, task.progress]), [['running', 0], ['running', 40], ['completed', 100]]);
  assert.deepEqual(tasks.at(-1).args, golden('server/task_started').args);
  assert.deepEqual(tasks.at(-1).result, golden('server/task_completed').result);
});

test('the beginning of a task that is read when more is known of it takes nothing back', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected({ lastSeq: 11 });
  const started = golden('server/task_started');
  const progress = golden('server/progress');
  socket.says(progress);
  const asking = parley.history();
  const { id } = await socket.sent.next('the question for history');

  socket.says({ ...golden('server/history'), id, messages: [started] });
  const { entries: [{ detail }] } = await asking;
  socket.says({ ...progress, progress: 41 });

  assert.deepEqual([detail.progress, detail.phase, detail.args], [40, progress.phase, started.args]);
  assert.deepEqual(script.told('task').map(task => [task.progress, task.args]), [[40, undefined], [41, started.args]]);
});

test('a notice for somebody else counts and is not shown', async t => {
  const script = new Script(t);
  const { socket } = await script.connected({ lastSeq: 14 });

  socket.says(golden('server/notice.blank'), { ...golden('server/notice'), seq: 16 });

  assert.deepEqual(script.told('notice').map(({ content }) => content), [golden('server/notice').content]);
});

test('a notice past the log is told each time that it comes, and takes no place in the log', async t => {
  const script = new Script(t);
  const { socket } = await script.connected({ lastSeq: 14 });

  socket.says({ type: 'notice', content: 'now' }, { type: 'notice', content: 'now' }, { type: 'notice' },
    { ...golden('server/notice'), seq: 15 });

  assert.deepEqual(script.told('notice').map(({ content }) => content), ['now', 'now', golden('server/notice').content]);
});

test('a batch is its messages in order', async t => {
  const script = new Script(t);
  const { socket } = await script.connected({ lastSeq: 8 });

  socket.says({ type: 'batch', messages: [snapshot, delta, reply] });

  assert.equal(script.told('answer').at(-1).content, reply.content);
});

/** What each server message is to a user of the client: the event that tells of it, or none. */
const EVENTS = {
  ack: null, history: null, help: null, pong: null,
  ai_delta: 'answer', ai_snapshot: 'answer', ai_reply: 'answer',
  message: 'message', notice: 'notice', progress: 'task',
  task_started: 'task', task_completed: 'task', task_failed: 'task', task_cancelled: 'task',
  status: 'status', error: 'error',
};

for (const name of goldenNames('server').filter(one => one !== 'server/notice.blank')) {
  const message = golden(name);
  const event = EVENTS[message.type];

  test(`${name} is told as ${event ?? 'nothing by itself'}`, async t => {
    const script = new Script(t);
    const { socket } = await script.connected({ lastSeq: (message.seq ?? 100) - 1 });
    if (message.type === 'ai_delta') socket.says(snapshot);
    const before = script.events.all.length;

    socket.says(message);

    const told = script.events.all.slice(before).map(one => one.event).filter(one => one !== 'state');
    assert.ok(message.type in EVENTS, `say here what ${message.type} is told as`);
    assert.equal(told.at(-1), event ?? undefined);
    assert.equal(socket.sent.all.length, 0);
  });
}
