import { connect, createServer } from 'node:net';

/** A way to the application at `url` that can be cut, until the test `t` ends: bytes go through it as they are. */
export async function startCuttingProxy(t, url) {
  const { hostname, port } = new URL(url);
  const pairs = new Set();
  const proxy = createServer(from => {
    const to = connect(Number(port), hostname);
    const pair = [from, to];
    pairs.add(pair);
    const cut = () => { pairs.delete(pair); pair.forEach(socket => socket.destroy()); };
    for (const socket of pair) socket.on('error', cut).on('close', cut);
    from.pipe(to).pipe(from);
  });
  await new Promise(resolve => proxy.listen(0, '127.0.0.1', resolve));
  const cut = () => pairs.forEach(pair => pair.forEach(socket => socket.destroy()));
  t.after(() => { proxy.close(); cut(); });
  return { url: `http://127.0.0.1:${proxy.address().port}`, cut };
}
