// As much of a client of Redis as publishing and subscribing take. A lost connection ends the process.
import net from 'node:net'

const COLON = ':'.charCodeAt(0)

/** One connection that publishes and one that hears; `heard` gets each text that is published where it subscribed. */
export function connect(port, heard) {
  const dial = () => net.connect(port, '127.0.0.1').on('error', console.error).on('close', () => process.exit(1))
  const [talk, listen] = [dial().resume(), dial()]
  let subscribed = () => {}
  let rest = Buffer.alloc(0)
  listen.on('data', data => {
    rest = Buffer.concat([rest, data])
    for (let found = array(rest); found; found = array(rest)) {
      rest = rest.subarray(found.end)
      if (found.words[0] === 'psubscribe') subscribed()
      if (found.words[0].endsWith('message')) heard(found.words.at(-1))
    }
  })
  return {
    publish: (channel, text) => send(talk, 'PUBLISH', channel, text),
    subscribe: channel => send(listen, 'SUBSCRIBE', channel),
    psubscribe(pattern, done) {
      subscribed = done
      send(listen, 'PSUBSCRIBE', pattern)
    },
  }
}

/** A command is an array of texts, each after its length in bytes. */
function send(socket, ...words) {
  socket.write(`*${words.length}\r\n${words.map(word => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`)
}

/** The array of texts and numbers at the start of `bytes`, and where it ends; null: it is not all there yet. */
function array(bytes) {
  let at = bytes.indexOf('\r\n') + 2
  if (at < 2) return null
  const words = []
  for (let left = Number(bytes.subarray(1, at - 2)); left > 0; left--) {
    const line = bytes.indexOf('\r\n', at)
    if (line < 0) return null
    const value = bytes.toString('utf8', at + 1, line)
    const end = bytes[at] === COLON ? line : line + 2 + Number(value)
    if (bytes.length < end + 2) return null
    words.push(bytes[at] === COLON ? value : bytes.toString('utf8', line + 2, end))
    at = end + 2
  }
  return { words, end: at }
}
