import { createServer } from 'node:http';
import { deflateSync } from 'node:zlib';
import { WebSocketServer } from 'ws';

const ANSWER = 'Hello 👋, you said something 🌙.';
const HALF = ANSWER.indexOf('👋') + 1; // within the pair

/**
 * A server that keeps a little of the protocol (chat, ping, last_seq, errors) well, but for the one `fault` that it is given.
 * Closed when the test `t` ends. Settles with its address.
 */
export async function startLittleServer(t, fault) {
  const http = createServer();
  const sockets = new WebSocketServer({ server: http, path: '/ws' });
  const server = new LittleServer(fault);
  sockets.on('connection', (socket, request) => server.opened(socket, new URL(request.url, 'http://localhost').searchParams));
  await new Promise(resolve => http.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    sockets.clients.forEach(socket => socket.terminate());
    http.close();
  });
  return `ws://127.0.0.1:${http.address().port}/ws`;
}

class LittleServer {
  #fault;
  #conversations = new Map();

  constructor(fault) { this.#fault = fault; }

  /** What is said where the fault is `name`, and else. */
  #or(name, wrong, right) { return this.#fault === name ? wrong : right; }

  opened(socket, query) {
    const [project, user, lastSeq] = ['project_id', 'user_id', 'last_seq'].map(name => query.get(name));
    const conversation = this.#conversations.get(project) ?? { project, log: [], peers: [], acks: new Map() };
    this.#conversations.set(project, conversation);
    const peer = {
      user, conversation, tell: message => socket.send(this.#written({ timestamp: Date.now(), project_id: project, ...message })),
    };
    conversation.peers.push(peer);
    socket.on('close', () => conversation.peers.splice(conversation.peers.indexOf(peer), 1));
    socket.on('message', data => this.#hear(peer, data.toString('utf8')));
    peer.tell(this.#connected(peer));
    const from = this.#or('forgets last_seq', 0, Number(lastSeq));
    if (lastSeq !== null) conversation.log.slice(from).forEach(entry => peer.tell(entry));
  }

  #written(message) {
    const text = JSON.stringify(message);
    const compressed = this.#or('packs badly', 'AAAA', deflateSync(text).toString('base64'));
    const packed = JSON.stringify({ type: 'compressed', timestamp: 1, original: Buffer.byteLength(text), encoding: 'deflate', compressed });
    const wrong = { 'says null': 'null', 'says half': '{"type"', 'packs unasked': packed, 'packs badly': packed };
    return wrong[this.#fault] ?? text;
  }

  #connected({ user, conversation: { project, log } }) {
    const details = {
      connection_id: 'a', session_id: 'b', user_id: user, project_id: project, resumed: false, last_seq: this.#or('begins without last_seq', undefined, log.length),
      heartbeat_ms: 30000, max_message_bytes: 65536, protocol: 'parley.v1', durability: 'memory',
    };
    return { type: 'status', status: this.#or('begins with another status', 'resumed', 'connected'), details: this.#or('leaves details out', undefined, details) };
  }

  #hear(peer, text) {
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      peer.tell(this.#error('BAD_REQUEST', 'That is no JSON.'));
      return;
    }
    if (message.type === 'ping') peer.tell({ type: 'pong', id: message.id, last_seq: peer.conversation.log.length });
    else if (typeof message.content !== 'string') this.#refuse(peer, message);
    else this.#chat(peer, message);
  }

  #error(code, message, id) { return { type: 'error', code, message, id, retry: this.#or('gives hope', true, false) }; }

  #refuse(peer, { id }) {
    peer.tell(this.#error('BAD_REQUEST', this.#or('does not name the field', 'That is wrong.', 'The field "content" is wrong.'), id));
  }

  #chat(peer, { id, content }) {
    const { conversation } = peer;
    const known = conversation.acks.get(`${peer.user} ${id}`);
    if (known && known.content !== content) peer.tell(this.#error(this.#or('knows no conflict', 'NOT_FOUND', 'CONFLICT'), 'Used.', id));
    else if (known && this.#fault !== 'forgets ids') peer.tell({ ...known.ack, duplicate: true });
    else this.#take(peer, id, content);
  }

  #take(peer, id, content) {
    const { conversation } = peer;
    const entry = this.#log(conversation, { type: 'message', id, user_id: peer.user, content });
    const ack = { type: 'ack', id, message_id: entry.message_id, seq: entry.seq, duplicate: this.#or('acks with a text', 'no', false) };
    conversation.acks.set(`${peer.user} ${id}`, { ack, content });
    peer.tell(ack);
    this.#toAll(conversation, entry);
    this.#answer(conversation, entry);
  }

  #answer(conversation, { message_id: replyTo }) {
    const of = { message_id: `answer-${replyTo}`, turn_id: replyTo, attempt: 1 };
    const cut = this.#or('tears pairs', HALF, HALF + 1);
    const say = message => this.#toAll(conversation, { ...of, ...message });
    say({ type: 'ai_snapshot', reply_to: replyTo, content: '', thinking: '' });
    say({ type: 'ai_delta', offset: 0, content: ANSWER.slice(0, cut) });
    say({ type: 'ai_delta', offset: this.#or('leaves text out', cut + 1, cut), content: ANSWER.slice(cut) });
    if (this.#fault === 'never ends') return;
    const content = this.#or('takes text back', 'Sorry.', ANSWER);
    say(this.#log(conversation, { ...of, type: 'ai_reply', reply_to: replyTo, content, thinking: '', need_more: false, status: 'complete' }));
  }

  #log({ log, project }, entry) {
    const seq = log.length + 1 + this.#or('leaves numbers out', log.length, 0);
    const logged = { message_id: `m-${seq}`, ...entry, seq, timestamp: Date.now(), project_id: project };
    log.push(logged);
    return logged;
  }

  #toAll(conversation, message) {
    const rooms = this.#or('tells all', [...this.#conversations.values()], [conversation]);
    rooms.flatMap(({ peers }) => peers).forEach(peer => peer.tell({ ...message, project_id: conversation.project }));
  }
}
