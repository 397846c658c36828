// An agent that Parley asks over HTTP. No libraries.
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

async function answer(request, response) {
  const body = [];
  for await (const piece of request) body.push(piece);
  const turn = JSON.parse(Buffer.concat(body).toString());
  let stopped = false;
  response.on('close', () => {
    stopped = !response.writableFinished; // nobody waits for more: stop whatever is at work
    if (stopped) console.log('stopped', turn.turn_id);
  });
  const say = event => response.write(`data: ${JSON.stringify(event)}\n\n`);
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  say({ thinking: 'Somebody has written.' });
  for (const word of turn.message.content.split(/\s+/)) {
    if (stopped) return;
    say({ content: word + ' ' });
    await pause(50);
  }
  say({ done: true });
  response.end();
}

createServer(answer).listen(Number(process.argv[2]), '127.0.0.1', () => console.log('listening'));
