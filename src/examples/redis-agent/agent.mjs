// An agent that repeats what it is told, word by word, over Redis. Run as many as you like: node agent.mjs [NAME]
import net from 'node:net';
import { randomUUID } from 'node:crypto';
const name = process.argv[2] ?? 'poet', control = `channel:agent:${name}.${randomUUID()}`, running = new Set();
const dial = () => net.connect(Number(process.env.PARLEY_REDIS_PORT ?? 6379), '127.0.0.1').on('close', () => process.exit(1));
const talk = dial().resume(), hear = dial().setEncoding('utf8'), bulk = word => `$${Buffer.byteLength(word)}\r\n${word}\r\n`;
const command = (connection, ...words) => connection.write(`*${words.length}\r\n${words.map(bulk).join('')}`);
const publish = (channel, body) => command(talk, 'PUBLISH', channel, JSON.stringify(body));
async function answer({ turn_id, attempt, message, reply_address }) {
  const words = message.content.trim().split(' ').map(word => ({ content: word + ' ' }));
  for (const [i, event] of [...words, { done: true }].entries()) {
    if (!running.has(turn_id)) return console.log('stopped');
    publish(reply_address, { turn_id, attempt, n: i + 1, ...event });
    await new Promise(done => setTimeout(done, 30)); // a model takes its time, too
  }
}
function take(body, { turn_id, attempt, reply_address } = body) {
  if (body.offer) publish(reply_address, { turn_id, attempt, claim: true, control });
  else if (body.alive) publish(reply_address, body);
  else if (body.cancel) running.delete(turn_id);
  else if (body.message) answer(body, running.add(turn_id));
  console.log('message', ...Object.keys(body));
}
let rest = ''; // what Redis sends has many lines; each body is one, as JSON has no line breaks
hear.on('data', text => {
  const lines = (rest + text).split('\r\n');
  rest = lines.pop();
  for (const line of lines) line[0] === '{' ? take(JSON.parse(line)) : line === 'subscribe' && console.log(line);
});
command(hear, 'SUBSCRIBE', control, `channel:agent:${name}`);
