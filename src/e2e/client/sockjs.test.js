import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { SockJs } from '../../main/resources/web/client/sockjs.js';
import { Arrivals } from './scripted-socket.js';

/** A server of SockJS that says what the test tells it to; what it was asked is in `asked` as {path, query, body, answer}. */
async function startServer(t) {
  const asked = new Arrivals();
  const server = createServer(async (request, answer) => {
    let body = '';
    for await (const piece of request.setEncoding('utf8')) body += piece;
    const { pathname, searchParams } = new URL(request.url, 'http://x');
    asked.push({ path: pathname.split('/'), query: Object.fromEntries(searchParams), body, answer });
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { asked, url: `ws://127.0.0.1:${server.address().port}/chat/ws?project_id=p1` };
}

/** A connection, and what it heard. */
function connect(t, url, options) {
  const socket = new SockJs(url, options);
  const heard = new Arrivals();
  socket.onopen = () => heard.push('open');
  socket.onmessage = ({ data }) => heard.push(data);
  socket.onclose = ({ code }) => heard.push(code);
  t.after(() => socket.close());
  return { socket, heard };
}

test('a stream is heard piece by piece, wherever it is cut', async t => {
  const { asked, url } = await startServer(t);
  const { heard } = connect(t, url);
  const { path, query, answer } = await asked.next();
  const bytes = Buffer.from(`${'h'.repeat(2048)}\no\na["你好","👋"]\nh\n`);

  for (const byte of bytes) answer.write(Buffer.of(byte));

  assert.deepEqual([await heard.next(), await heard.next(), await heard.next()], ['open', '你好', '👋']);
  assert.deepEqual([path[1], path[2], path[5], query], ['chat', 'sockjs', 'xhr_streaming', { project_id: 'p1' }]);
});

test('what is sent waits for the opening, and goes in order, sixteen at most at a time', async t => {
  const { asked, url } = await startServer(t);
  const { socket } = connect(t, url);
  const texts = Array.from({ length: 20 }, (_, i) => `${i}`);
  texts.forEach(text => socket.send(text));
  const stream = await asked.next();
  const early = asked.all.length;

  stream.answer.write('o\n');
  const first = await asked.next();
  socket.send('20');
  first.answer.writeHead(204).end();
  const second = await asked.next();

  assert.equal(early, 1);
  assert.deepEqual(JSON.parse(first.body), texts.slice(0, 16));
  assert.deepEqual(JSON.parse(second.body), [...texts.slice(16), '20']);
  assert.equal(first.path[4], stream.path[4], 'one session');
});

test('large messages go one at a time', async t => {
  const { asked, url } = await startServer(t);
  const { socket } = connect(t, url);
  (await asked.next()).answer.write('o\n');
  const large = '永'.repeat(9_000);

  socket.send(large);
  socket.send(large);
  const first = await asked.next();
  first.answer.writeHead(204).end();
  const second = await asked.next();

  assert.deepEqual([first, second].map(({ body }) => JSON.parse(body).length), [1, 1]);
});

test('a stream that is kept back is left for a session that polls', async t => {
  const { asked, url } = await startServer(t);
  const { heard } = connect(t, url, { streamMs: 300 });
  const stream = await asked.next();
  const poll = await asked.next();
  poll.answer.end('o\n');
  const again = await asked.next();

  again.answer.end('a["hello"]\n');

  assert.deepEqual([await heard.next(), await heard.next()], ['open', 'hello']);
  assert.deepEqual([stream, poll, again].map(({ path }) => path[5]), ['xhr_streaming', 'xhr', 'xhr']);
  assert.notEqual(poll.path[4], stream.path[4]);
  assert.equal(again.path[4], poll.path[4]);
});

const ENDS = {
  'the network': [answer => answer.destroy(), [1006]],
  'a session that is not there': [answer => answer.writeHead(404).end('Not found'), [1006]],
  'the server in order': [answer => answer.end('o\nc[1012,"RESTART"]\n'), ['open', 1012]],
  'a refusal before the session': [answer => answer.writeHead(401).end('{"type":"error","code":"UNAUTHENTICATED"}'),
    ['{"type":"error","code":"UNAUTHENTICATED"}', 4401]],
  'a refusal in the session': [answer => answer.end('o\na["{\\"type\\":\\"error\\",\\"code\\":\\"FORBIDDEN\\"}"]\nc[3000,"Go away!"]\n'),
    ['open', '{"type":"error","code":"FORBIDDEN"}', 4403]],
  'an answer that is no SockJS': [answer => answer.end('o\na[not json\n'), ['open', 1006]],
};
for (const [what, [end, told]] of Object.entries(ENDS)) {
  test(`it ends by ${what}`, async t => {
    const { asked, url } = await startServer(t);
    const { heard } = connect(t, url);
    const { answer } = await asked.next();

    end(answer);

    for (const one of told) assert.equal(await heard.next(`${one}`), one);
  });
}

test('a session that the server has forgotten and begins anew under its name is lost', async t => {
  const { asked, url } = await startServer(t);
  const { heard } = connect(t, url);
  (await asked.next()).answer.end('o\n');

  (await asked.next()).answer.end('o\n');

  assert.deepEqual([await heard.next('an opening'), await heard.next('the end')], ['open', 1006]);
});
