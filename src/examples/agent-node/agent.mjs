// An agent that repeats what it is told, word by word. Run as many as you like: node agent.mjs [NAME]
import net from 'node:net';
import { randomUUID } from 'node:crypto';
const name = process.argv[2] ?? 'poet', control = `conv.agent.${name}.${randomUUID()}`, running = new Set();
let bridge;
const send = (frame, body = Buffer.from(JSON.stringify(frame)), size = body.length) =>
  bridge.write(Buffer.concat([Buffer.of(size >> 24, size >> 16, size >> 8, size), body]));
async function answer({ turn_id, attempt, message, reply_address }) {
  const words = message.content.trim().split(' ').map(word => ({ content: word + ' ' }));
  for (const [i, event] of [{ control }, ...words, { done: true }].entries()) {
    if (!running.has(turn_id)) return console.log('stopped');
    send({ type: 'send', address: reply_address, body: { turn_id, attempt, n: i + 1, ...event } });
    await new Promise(done => setTimeout(done, 30)); // a model takes its time, too
  }
}
function take({ type, body = {}, replyAddress, message = '' }) {
  if (body.alive) send({ type: 'send', address: replyAddress, body: {} });
  else if (body.cancel) running.delete(body.turn_id);
  else if (body.reply_address) answer(body, running.add(body.turn_id));
  console.log(type, ...Object.keys(body), message);
}
(function dial(rest = Buffer.alloc(0)) {
  bridge = net.connect(Number(process.env.PARLEY_BRIDGE_PORT ?? 7000), '127.0.0.1').on('data', bytes => {
    rest = Buffer.concat([rest, bytes]);
    for (let end; rest.length >= 4 && rest.length >= (end = 4 + rest.readUInt32BE()); rest = rest.subarray(end)) take(JSON.parse(rest.subarray(4, end)));
  }).on('error', console.error).on('close', () => setTimeout(dial, 1000, running.clear())); // what was asked is lost: dial again
  for (const address of [`conv.agent.${name}`, control]) send({ type: 'register', address, headers: { token: process.env.PARLEY_BRIDGE_TOKEN ?? '' } });
  send({ type: 'ping' }); // answered when all before it is done
})();
