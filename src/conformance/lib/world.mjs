import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Judge } from './judge.mjs';
import { Peer } from './peer.mjs';

const USERS = ['alice', 'bob'];

/** What cannot be checked here, and why. */
export class Skip extends Error {}

/** What a check has: a conversation of its own, users of its own, and connections that end with it. */
export class World {
  #options;
  #peers = [];
  #mark = randomBytes(5).toString('hex');

  constructor(options) {
    this.#options = options;
    this.project = `conformance-${this.#mark}`;
    this.answerMs = options.answerMs;
  }

  /** Whether users are who they say they are. */
  get believes() { return this.tokens.length === 0; }

  /** Those of alice and of bob. */
  get tokens() { return this.#options.tokens; }

  skip(why) { throw new Skip(why); }

  httpUrl(path) {
    const url = new URL(path, this.#options.url);
    url.protocol = url.protocol.replace('ws', 'http');
    return url;
  }

  /** The query and headers by which `user` (alice, bob) says who it is. */
  #identity(user) {
    if (user === null) return {};
    if (this.believes) return { query: { user_id: this.userId(user) } };
    const token = this.tokens[USERS.indexOf(user)];
    if (!token) throw new Skip('needs a second user: give a second --token');
    return { headers: { Authorization: `Bearer ${token}` } };
  }

  /**
   * Comes to the door. Gives `{ peer }`, or `{ status, headers, body }` where the upgrade was refused.
   *
   * @param asked see {@link Judge}; by default what `query.last_seq` names
   */
  async knock({ user = 'alice', project = this.project, query = {}, headers = {}, protocols = ['parley.v1'], asked } = {}) {
    const identity = this.#identity(user);
    const url = new URL(this.#options.url);
    const all = { ...(project === null ? {} : { project_id: project }), ...identity.query, ...query };
    Object.entries(all).forEach(([name, value]) => url.searchParams.set(name, value));
    const socket = new this.#options.WebSocket(url, protocols, {
      headers: { ...identity.headers, ...headers }, handshakeTimeout: this.#options.waitMs, perMessageDeflate: false,
    });
    const packing = 'batch' in query || 'compress' in query;
    const given = 'last_seq' in query ? Number(query.last_seq) : 'session_id' in query ? null : undefined;
    const judge = new Judge({ projectId: project, asked: asked === undefined ? given : asked, packing });
    const peer = new Peer(socket, judge, { waitMs: this.#options.waitMs, turn: () => this.#options.pace.turn(user) });
    this.#peers.push(peer);
    return opened(socket, peer);
  }

  /** A connection that was told `connected`. */
  async connect(wish = {}) {
    const { peer, status, body } = await this.knock(wish);
    if (!peer) throw new Error(`refused with ${status}: ${body}`);
    peer.status = await peer.find('the first message', () => true);
    assert.deepEqual([peer.status.type, peer.status.status], ['status', 'connected'], 'the first message');
    return peer;
  }

  /** Another member of the conversation that `owner` began; invited where that is needed. */
  async join(owner, wish = {}) {
    const { peer, body } = await this.knock({ user: 'bob', ...wish });
    if (peer) {
      peer.status = await peer.find('the first message', () => true);
      if (peer.status.type === 'status') return peer;
    }
    const refusal = peer ? peer.status : JSON.parse(body);
    assert.equal(refusal.code, 'FORBIDDEN', 'why a second member is refused');
    await this.#invite();
    return this.connect({ user: 'bob', ...wish });
  }

  /** What `user` is called there. */
  userId(user) {
    if (this.believes) return `${user}-${this.#mark}`;
    try {
      return JSON.parse(Buffer.from(this.tokens[USERS.indexOf(user)].split('.')[1], 'base64url')).sub;
    } catch {
      throw new Skip('needs two tokens that say whose they are');
    }
  }

  async #invite() {
    const { status } = await this.api('POST', `/${this.project}/members`, { body: { user_id: this.userId('bob') } });
    if (status !== 201) throw new Skip(`a second member is not let in, and an invitation gets ${status}`);
  }

  /** Asks `/api/conversations` and what follows of it as `user`. */
  async api(method, path, { user = 'alice', body, type = 'application/json' } = {}) {
    const { headers, query } = this.#identity(user);
    const url = this.httpUrl(`/api/conversations${path}`);
    Object.entries(query ?? {}).forEach(([name, value]) => url.searchParams.set(name, value));
    await this.#options.pace.turn(user);
    const answer = await fetch(url, {
      method, headers: { ...headers, ...body && { 'Content-Type': type } }, body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    const isJson = /^application\/json\b/.test(answer.headers.get('content-type'));
    return { status: answer.status, text, json: isJson ? JSON.parse(text) : undefined };
  }

  /** The end of the answer to the entry with that message id. */
  reply(peer, messageId) {
    return peer.find(`the ai_reply to ${messageId}`, ({ type, reply_to: to }) => type === 'ai_reply' && to === messageId, { ms: this.answerMs });
  }

  /** Begins an answer that takes a while, and comes back when it runs. */
  async longAnswer(peer, more = {}) {
    const ack = await peer.chat('Write a story of 500 words, please. 请写长一点 👋', more);
    const running = await peer.find('the beginning of the answer',
      ({ type, reply_to: to }) => (type === 'ai_snapshot' || type === 'ai_reply') && to === ack.message_id, { ms: this.answerMs });
    return { ack, running };
  }

  /** Ends all connections; all that they heard must have been right. */
  async end() {
    this.#peers.forEach(peer => peer.cut());
    return this.#peers.flatMap(({ violations }) => violations);
  }
}

/** How the handshake of `socket` ends. */
function opened(socket, peer) {
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve({ peer, protocol: socket.protocol }));
    socket.on('error', reject);
    socket.on('unexpected-response', (request, response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', data => { body += data; });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
      response.on('error', reject);
    });
  });
}
