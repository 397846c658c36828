import { createServer, request } from 'node:http';

/**
 * A proxy before the application at `url` as they stand in hotels and offices, until the test `t` ends: it refuses every upgrade,
 * and where it `buffers`, it hands an answer on when it has all of it.
 */
export async function startBlockingProxy(t, url, { buffers = false } = {}) {
  const asked = [];
  const sockets = new Set();
  const proxy = createServer((from, to) => {
    asked.push(new URL(from.url, url).pathname);
    const onward = request(new URL(from.url, url), { method: from.method, headers: from.headers }, answer => {
      if (buffers) return collect(answer, to);
      to.writeHead(answer.statusCode, answer.headers);
      to.flushHeaders();
      answer.pipe(to);
      return answer.on('error', () => to.destroy());
    });
    onward.on('error', () => to.destroy());
    to.on('close', () => onward.destroy());
    from.pipe(onward);
  });
  proxy.on('connection', socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  let refused = 0;
  proxy.on('upgrade', (from, socket) => {
    refused += 1;
    socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  await new Promise(resolve => proxy.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    proxy.close();
    sockets.forEach(socket => socket.destroy());
  });
  return {
    url: `http://127.0.0.1:${proxy.address().port}`,
    asked,
    get refused() { return refused; },
    /** Cuts all that is open. */
    cut: () => sockets.forEach(socket => socket.destroy()),
  };
}

async function collect(answer, to) {
  const pieces = [];
  try {
    for await (const piece of answer) pieces.push(piece);
  } catch {
    to.destroy();
    return;
  }
  to.writeHead(answer.statusCode, answer.headers);
  to.end(Buffer.concat(pieces));
}
