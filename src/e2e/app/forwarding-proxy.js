import { createServer, request } from 'node:http';
import { connect } from 'node:net';

/** A proxy before the application at `url` that lets all through, with `headers` of its own in each request, until the test `t` ends. */
export async function startForwardingProxy(t, url, headers = {}) {
  const { port } = new URL(url);
  const open = new Set();
  const proxy = createServer((from, to) => {
    const onward = request({ port, path: from.url, method: from.method, headers: { ...from.headers, ...headers } }, answer => {
      to.writeHead(answer.statusCode, answer.headers);
      answer.pipe(to);
    });
    onward.on('error', () => to.destroy());
    from.pipe(onward);
  });
  proxy.on('connection', socket => {
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => {}); // of a client that is gone
  });
  proxy.on('upgrade', (from, socket, head) => {
    const onward = connect(port);
    const lines = Object.entries({ ...from.headers, ...headers }).map(([name, value]) => `${name}: ${value}`);
    onward.write(`${from.method} ${from.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    onward.write(head);
    onward.on('error', () => {}).on('close', () => socket.destroy()); // either end takes the other with it
    socket.on('close', () => onward.destroy());
    socket.pipe(onward).pipe(socket);
  });
  await new Promise(resolve => proxy.listen(0, '127.0.0.1', resolve));
  const cut = () => open.forEach(socket => socket.destroy());
  t.after(() => {
    proxy.close();
    cut();
  });
  return { url: `http://127.0.0.1:${proxy.address().port}`, cut };
}
