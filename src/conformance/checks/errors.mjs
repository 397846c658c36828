import assert from 'node:assert/strict';
import { newId } from '../lib/peer.mjs';

const DEEP = 5000;
const FLOOD = 200;
const chat = more => ({ type: 'chat', content: 'Hello', ...more });

/** What is no message, and the field that the refusal names. */
const BAD = {
  'text that is no JSON': ['{"type":"chat",'],
  'no JSON at all': ['hello'],
  'the text null': ['null'],
  'a number': ['7'],
  'a list': ['[]'],
  'two objects': ['{"type":"ping"}{"type":"ping"}'],
  'deep JSON': [`{"type":"chat","content":"Hello","metadata":{"a":${'['.repeat(DEEP)}${']'.repeat(DEEP)}}}`],
  'no type': [{ content: 'Hello' }, 'type'],
  'a type that is not known': [{ type: 'shout', content: 'Hello' }, 'shout'],
  'chat without content': [{ type: 'chat' }, 'content'],
  'content that is null': [chat({ content: null }), 'content'],
  'content that is a number': [chat({ content: 5 }), 'content'],
  'content that says nothing': [chat({ content: ' \n ' }), 'content'],
  'half of a surrogate pair': ['{"type":"chat","content":"Hello \\ud83d"}', 'content'],
  'an id with a blank': ['{"type":"chat","id":"no id","content":"Hello"}', 'id'],
  'an id of 129 characters': [`{"type":"chat","id":"${'x'.repeat(129)}","content":"Hello"}`, 'id'],
  'attachments that are no list': [chat({ attachments: 'https://example.org' }), 'attachments'],
  'an attachment that is no web address': [chat({ attachments: ['javascript:alert(1)'] }), 'attachments'],
  'eleven attachments': [chat({ attachments: Array(11).fill('https://example.org') }), 'attachments'],
  'an attachment of 2,049 characters': [chat({ attachments: [`https://example.org/${'x'.repeat(2029)}`] }), 'attachments'],
  'metadata that is no object': [chat({ metadata: 'blue' }), 'metadata'],
  'metadata of more than 4 KiB': [chat({ metadata: { a: '字'.repeat(1400) } }), 'metadata'],
  'action without action': [{ type: 'action' }, 'action'],
  'command without command': [{ type: 'command' }, 'command'],
  'a command that is not known': [{ type: 'command', command: 'dance' }, 'command'],
  'args that are no object': [{ type: 'command', command: 'help', args: 'please' }, 'args'],
  'a negative last_seq': [{ type: 'resume', last_seq: -1 }, 'last_seq'],
};

/** Refused by name, under its id where it has one, and the connection goes on. */
async function bad(world, message, field) {
  const peer = await world.connect();
  const id = newId();
  if (typeof message === 'string') await peer.raw(message);
  else await peer.raw(JSON.stringify({ id, ...message }));

  const error = await peer.find('the error', ({ type }) => type === 'error');
  assert.equal(error.code, 'BAD_REQUEST');
  if (typeof message !== 'string') assert.equal(error.id, id, 'the id of what caused it');
  if (field) assert.ok(error.message.includes(field), `the sentence does not name ${field}: ${error.message}`);
  await peer.settled();
  assert.equal(peer.entries.length, 0, 'nothing is logged');
}

/** The error, or the close code of RFC 6455 in its place. */
async function errorOr(peer, code, closeCode) {
  const error = await peer.find('the error', ({ type }) => type === 'error').catch(failure => {
    if (peer.closeCode === undefined) throw failure;
  });
  if (error) assert.equal(error.code, code);
  if (!error || peer.closeCode !== undefined) assert.equal(peer.closeCode, closeCode);
  else await peer.settled();
}

export const errors = {
  ...Object.fromEntries(Object.entries(BAD)
    .map(([name, [message, field]]) => [`BAD_REQUEST: ${name}`, world => bad(world, message, field)])),
  'BAD_REQUEST: a text that is no UTF-8 (or the close code 1007)': async world => {
    const peer = await world.connect();

    await peer.raw(Buffer.from('{"type":"chat","content":"\xff\xfe"}', 'latin1'), { binary: false });

    await errorOr(peer, 'BAD_REQUEST', 1007);
  },
  'BAD_REQUEST: a binary frame (or the close code 1003)': async world => {
    const peer = await world.connect();

    await peer.raw(Buffer.from('{"type":"ping"}'), { binary: true });

    await errorOr(peer, 'BAD_REQUEST', 1003);
  },
  'MSG_TOO_LARGE: a message over max_message_bytes (or the close code 1009)': async world => {
    const peer = await world.connect();

    await peer.raw(JSON.stringify({ type: 'chat', id: newId(), content: '字'.repeat(Math.ceil(peer.status.details.max_message_bytes / 3)) }));

    await errorOr(peer, 'MSG_TOO_LARGE', 1009);
  },
  'a message just within max_message_bytes is taken': async world => {
    const peer = await world.connect();
    const empty = JSON.stringify({ type: 'chat', id: 'large', content: '' }).length;
    const content = 'x'.repeat(Math.min(60_000, peer.status.details.max_message_bytes) - empty);

    const ack = await peer.chat(content, { id: 'large' });

    assert.equal((await peer.entry(ack.seq)).content, content);
  },
  'RATE_LIMIT: says when to come back': async world => {
    if (!world.believes) world.skip('it would be the limit of the other checks too');
    const peer = await world.connect();
    const ids = Array.from({ length: FLOOD }, () => newId());
    ids.forEach(id => peer.say({ type: 'ping', id }));

    const limited = await Promise.race([
      peer.find('RATE_LIMIT', ({ code }) => code === 'RATE_LIMIT'),
      peer.find('the last pong', ({ type, id }) => type === 'pong' && id === ids.at(-1)),
    ]);

    if (limited.type === 'pong') world.skip(`${FLOOD} messages at once are within the rate`);
    assert.ok(limited.retry_after_ms > 0);
  },
};
