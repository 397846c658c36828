import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '../../main/resources/web/client/parley.js';
import { ack, connected, golden, Script, unheard, within } from './scripted-socket.js';

const chats = socket => socket.sent.all.filter(({ type }) => type === 'chat');

test('send settles with its acknowledgement', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected();
  const sending = parley.send('你好 👋', { replyTo: 'm1', attachments: ['https://example.org/a.png'], metadata: { n: 1 } });
  const sent = await socket.sent.next();

  socket.says(ack(sent));

  assert.equal((await sending).seq, 7);
  const { id, ...rest } = sent;
  assert.match(id, /^[A-Za-z0-9._:@|~-]{1,128}$/);
  assert.deepEqual(rest, { type: 'chat', content: '你好 👋', reply_to: 'm1',
    attachments: ['https://example.org/a.png'], metadata: { n: 1 } });
});

test('what is said before the connection is open waits for it, and each for the answer to the one before', async t => {
  const script = new Script(t);
  const parley = script.client();
  unheard(parley.send('one'), parley.send('two'));
  const socket = await script.dials.next();
  const before = socket.sent.all.length;

  socket.says(connected());
  const first = chats(socket).map(({ content }) => content);
  socket.says(ack(chats(socket)[0]));

  assert.equal(before, 0);
  assert.deepEqual(first, ['one']);
  assert.deepEqual(chats(socket).map(({ content }) => content), ['one', 'two']);
});

test('what was not acknowledged is sent again under its own id, what was is not', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected();
  const first = parley.send('one');
  const second = parley.send('two');
  socket.says(ack(socket.sent.all[0]));
  await first;

  socket.dies();
  const again = await script.dials.next('a second connection');
  again.says(connected());
  again.says({ ...ack(socket.sent.all[1], 8), duplicate: true });

  assert.deepEqual(chats(again), [socket.sent.all[1]]);
  assert.equal((await second).duplicate, true);
});

test('a message seen in the log is acknowledged, should the ack itself have been lost', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected();
  const sending = parley.send('hello');
  const { id } = await socket.sent.next();

  socket.says({ ...golden('server/message'), id, user_id: 'u1', seq: 7 });

  assert.deepEqual(await sending, { id, message_id: golden('server/message').message_id, seq: 7, duplicate: false });
});

test('the same id of another user is not ours', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected();
  const sending = parley.send('hello');
  const { id } = await socket.sent.next();

  socket.says({ ...golden('server/message'), id, user_id: 'u2', seq: 7 }, ack({ id }, 8));

  assert.equal((await sending).seq, 8);
});

test('a refusal fails its promise with code and sentence', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected();
  const sending = parley.send('hello');
  const { id } = await socket.sent.next();

  socket.says({ ...golden('server/error.internal'), id });

  const { correlation_id: correlationId, message } = golden('server/error.internal');
  await assert.rejects(sending, { name: 'ParleyError', code: 'INTERNAL_ERROR', message, correlationId, retry: false });
  assert.deepEqual(script.told('error'), []);
});

for (const code of ['RATE_LIMIT', 'UNAVAILABLE', 'BUSY']) {
  test(`after ${code} a message is sent again, and what came later waits behind it`, async t => {
    const script = new Script(t);
    const { parley, socket } = await script.connected();
    const first = parley.send('one');
    const sent = await socket.sent.next();
    socket.says({ ...golden('server/error'), code, id: sent.id, retry_after_ms: 5 });
    unheard(parley.send('two'));

    const again = await socket.sent.next('the first again');
    const before = chats(socket).length;
    socket.says(ack(again));
    const later = await socket.sent.next('the second');

    assert.deepEqual(again, sent);
    assert.equal(before, 2);
    assert.equal(later.content, 'two');
    assert.equal((await first).id, sent.id);
  });
}

test('after UNAVAILABLE a client waits no longer than it is told, and goes on at full speed', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected();
  const sending = parley.send('one');
  for (let tries = 0; tries < 8; tries += 1) {
    const { id } = await socket.sent.next(`attempt ${tries}`);
    socket.says({ ...golden('server/error.unavailable'), id, retry_after_ms: 10 });
  }
  socket.says(ack(await socket.sent.next('the last attempt')));
  await sending;

  unheard(parley.send('two'), parley.send('three'));
  socket.says(ack(chats(socket).at(-1)));
  const together = chats(socket).slice(-2).map(({ content }) => content);

  assert.deepEqual(together, ['two', 'three']);
});

test('after UNAVAILABLE a client waits no longer than it would by itself', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected();
  unheard(parley.send('one'));
  const sent = await socket.sent.next();
  socket.says({ ...golden('server/error.unavailable'), id: sent.id, retry_after_ms: 60_000 });

  assert.deepEqual(await socket.sent.next('the first again'), sent);
});

test('after a message that is refused for good the next one goes', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected();
  const first = parley.send('one');
  const { id } = await socket.sent.next();
  unheard(parley.send('two'));
  socket.says({ ...golden('server/error'), code: 'BAD_REQUEST', retry: false, id, retry_after_ms: undefined });

  await assert.rejects(first, { code: 'BAD_REQUEST' });
  assert.equal((await socket.sent.next('the second')).content, 'two');
});

test('a command that came too fast goes again not sooner than it is told, whatever is answered meanwhile', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected();
  unheard(parley.history());
  const { id } = await socket.sent.next();
  socket.says({ ...golden('server/error'), id, retry_after_ms: 60_000 });
  const help = parley.help();
  socket.says({ ...golden('server/help'), id: (await socket.sent.next()).id });
  await help;

  unheard(parley.stop({ messageId: 'a1' }));

  assert.equal((await socket.sent.next('what is said next')).command, 'cancel');
});

test('a shorter wait does not end a longer one', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected();
  unheard(parley.history(), parley.help());
  const slow = { ...golden('server/error'), id: (await socket.sent.next()).id, retry_after_ms: 60_000 };
  const soon = { ...golden('server/error'), id: (await socket.sent.next()).id, retry_after_ms: 1 };

  socket.says(slow, soon);
  await new Promise(resolve => setTimeout(resolve, 1)); // comes behind what waits as long
  unheard(parley.stop({ messageId: 'a1' }));

  assert.equal((await socket.sent.next('what is said next')).command, 'cancel');
});

test('who was too fast twice goes on as slowly as both waits together', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected();
  unheard(parley.send('one'), parley.send('two'));
  for (const waitMs of [400, 2]) {
    socket.says({ ...golden('server/error'), id: (await socket.sent.next()).id, retry_after_ms: waitMs });
  }
  socket.says(ack(await socket.sent.next('the first once more')));
  const order = [];
  const second = socket.sent.next('the second').then(({ content }) => order.push(content));
  setTimeout(() => order.push('a moment'), 20);

  await second;

  assert.deepEqual(order, ['a moment', 'two']);
});

test('stop takes back a message that was not sent yet', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected();
  unheard(parley.send('one'));
  const taken = assert.rejects(parley.send('two', { id: 'b' }), { name: 'ParleyError', code: 'CANCELLED', retry: false });

  const [stopped] = await within(parley.stop({ id: 'b' }), 'the end of it');
  socket.says(ack(socket.sent.all[0]));
  unheard(parley.send('three'));

  await taken;
  assert.deepEqual([stopped.message_id, stopped.duplicate], [undefined, false]);
  assert.deepEqual(socket.sent.all.map(({ content }) => content), ['one', 'three']);
});

test('stop takes back what waits for the connection', async t => {
  const script = new Script(t);
  const parley = script.client();
  const taken = assert.rejects(parley.send('one', { id: 'a' }), { code: 'CANCELLED' });

  await within(parley.stop({ id: 'a' }), 'the end of it');
  const socket = await script.dials.next();
  socket.says(connected());

  await taken;
  assert.deepEqual(socket.sent.all, []);
});

test('stop does not pass the message that it means', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected();
  unheard(parley.send('one', { id: 'a' }), parley.stop({ id: 'a' }));
  const before = socket.sent.all.map(({ type }) => type);

  socket.says(ack(socket.sent.all[0]));

  assert.deepEqual(before, ['chat']);
  assert.deepEqual(socket.sent.all.map(({ type, args }) => [type, args?.id]), [['chat', undefined], ['command', 'a']]);
});

test('stop does not take back what may have arrived', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected();
  const sending = parley.send('one', { id: 'a' });
  socket.dies();
  unheard(parley.stop({ id: 'a' }));
  const second = await script.dials.next('a second connection');
  second.says(connected());
  const again = second.sent.all.map(({ type }) => type);

  second.says(ack(second.sent.all[0]));

  assert.equal((await sending).seq, 7);
  assert.deepEqual(again, ['chat']);
  assert.deepEqual(second.sent.all.map(({ type }) => type), ['chat', 'command']);
});

test('stop takes back what was too fast, as that was not taken', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected();
  const taken = assert.rejects(parley.send('one', { id: 'a' }), { code: 'CANCELLED' });
  const stopping = parley.stop({ id: 'a' });

  socket.says({ ...golden('server/error'), id: 'a', retry_after_ms: 60_000 });

  await within(stopping, 'the end of it');
  await taken;
  assert.deepEqual(socket.sent.all.map(({ type }) => type), ['chat']);
});

test('stop is not held back by a message that has to wait', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected();
  unheard(parley.send('one'));
  const sent = await socket.sent.next();
  socket.says({ ...golden('server/error'), id: sent.id, retry_after_ms: 60_000 });

  unheard(parley.stop({ messageId: 'a1' }));
  const { id, ...cancel } = await socket.sent.next('the cancel');

  assert.deepEqual(cancel, { type: 'command', command: 'cancel', args: { message_id: 'a1' } });
});

test('a message over the limit of the server is refused here, not sent', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected();

  await assert.rejects(parley.send('永'.repeat(30_000)), { code: 'MSG_TOO_LARGE', retry: false });

  assert.deepEqual(socket.sent.all, []);
});

test('no more than maxPending messages wait', async t => {
  const script = new Script(t);
  const parley = script.client({ maxPending: 1 });
  unheard(parley.send('one'));

  await assert.rejects(parley.send('two'), { code: 'OUTBOX_FULL' });
});

for (const id of ['two words', '', 'ä', 'x'.repeat(129), 7]) {
  test(`an id that no server takes is refused here, and holds nothing back: ${String(id).slice(0, 10)}`, async t => {
    const script = new Script(t);
    const { parley, socket } = await script.connected();

    await assert.rejects(parley.send('one', { id }), { name: 'ParleyError', code: 'BAD_REQUEST', retry: false, message: /^id has to be/ });
    unheard(parley.send('two'));

    assert.deepEqual(chats(socket).map(({ content }) => content), ['two']);
  });
}

test('the same message under the same id is sent once, and settles for whoever sent it', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected();
  const sendings = [parley.send('one', { id: 'a' }), parley.send('one', { id: 'a' })];

  socket.says(ack(socket.sent.all[0]));

  assert.deepEqual((await within(Promise.all(sendings), 'both')).map(({ seq }) => seq), [7, 7]);
  assert.equal(chats(socket).length, 1);
});

test('another message under an id that waits is refused here, and the first goes on', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected();
  const first = parley.send('one', { id: 'a' });

  await assert.rejects(parley.send('two', { id: 'a' }), { code: 'CONFLICT', retry: false });
  socket.says(ack(socket.sent.all[0]));

  assert.equal((await first).id, 'a');
});

test('what waits when nobody is let in fails with the words of the server', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected();
  const sending = parley.send('hello');
  const { id, ...error } = golden('server/error');
  const { message } = error;
  socket.says({ ...error, code: 'FORBIDDEN', retry: false, retry_after_ms: undefined });

  socket.dies(4403);

  await assert.rejects(sending, { code: 'DENIED', message });
  await assert.rejects(parley.send('and then?'), { code: 'DENIED', message });
});

test('what is no JSON fails its promise', async t => {
  const script = new Script(t);
  const { parley } = await script.connected();

  await assert.rejects(parley.send('one', { metadata: { n: 1n } }), TypeError);
});

test('an error without an id is told to whoever listens', async t => {
  const script = new Script(t);
  const { socket } = await script.connected();
  const { id, ...error } = golden('server/error');

  socket.says(error);

  assert.deepEqual(script.told('error'), [error]);
});

test('ids made in one go differ', () => {
  const ids = Array.from({ length: 10_000 }, () => newId());

  assert.equal(new Set(ids).size, ids.length);
});

test('what is said after the end fails at once, and after connect() it waits again', async t => {
  const script = new Script(t);
  const { parley, socket } = await script.connected();
  socket.dies(4403);

  await assert.rejects(parley.send('one'), { code: 'DENIED', retry: false });
  parley.connect();
  unheard(parley.send('two'));
  const second = await script.dials.next('a second connection');
  second.says(connected());

  assert.deepEqual(chats(second).map(({ content }) => content), ['two']);
});
