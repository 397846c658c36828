import { SockJs } from './sockjs.js';
import { auth, Token } from './token.js';
import { Unpacking } from './unpacking.js';

/** Close codes after which coming back by oneself is wrong, and the state that they lead to. */
const RAN_OUT = 4401;
const FINAL = new Map([[RAN_OUT, 'denied'], [4403, 'denied'], [4409, 'closed']]);

/** A connection that nobody closed. */
const ABNORMAL = 1006;

/** Of the time to connect: how long a stream of SockJS may be kept back before it polls. */
const STREAM_PART = 0.3;

/** What of a page tells us that the world has changed; nothing of it exists in Node. */
const page = typeof document === 'undefined' ? null : document;

/**
 * One socket to the gateway, and the next one when it is lost; by SockJS where no WebSocket gets through. It is `open` from the server's `connected` on,
 * not from the upgrade: a server that lets in and throws out is a failed attempt.
 */
export class Link {
  state = 'closed';
  #options;
  #on;
  #token;
  /** The question for a token that a connection waits for; null while none does. */
  #asking = null;
  #socket = null;
  /** The socket that the next one takes the place of, until that is open or has failed; null else. */
  #replaced = null;
  #unpacking = null;
  #attempts = 0;
  /** Which of the addresses is next. */
  #address = 0;
  /** Which of the transports is next, and how many of them have failed in this attempt. */
  #way = 0;
  #failedWays = 0;
  /** Whether we ever came in by the first of them: then each attempt begins with it, since what kept it back may have been a moment. */
  #firstWorks = false;
  /** The state as it was told last. */
  #entered = null;
  /** Whether the server has said anything by this socket. */
  #heard = false;
  #notBefore = 0;
  #lastError = null;
  /** The token that this connection began with. */
  #begunWith = null;
  /** Which token has run out, and what was said of it, where that ended the last connection; null else. */
  #ended = null;
  #timers = new Map();
  #wake = () => this.#awake();

  /** @param on `url(address, transport)` with what is asked for there; `state({state, reason, code, delayMs})`; `message(object)` */
  constructor(options, on) {
    this.#options = options;
    this.#on = on;
    this.#token = new Token(options.token);
  }

  /** Connects now, unless it is connected or about to be. */
  open() {
    if (this.#socket || this.#asking) return;
    this.#watchPage(true);
    this.#attempts = 0;
    this.#notBefore = 0;
    if (this.#enter({ state: this.state === 'reconnecting' ? 'reconnecting' : 'connecting' })) this.#attempt();
  }

  close() {
    this.#forget(1000);
    this.#end({ state: 'closed', reason: 'closed' });
  }

  /** Leaves this socket for a new one, without waiting. */
  renew(reason) {
    if (!this.#socket && !this.#asking) return;
    this.#forget(1000);
    this.#anew(reason);
  }

  /** As `renew`, but the old socket is closed last: else the others are told that the user goes and comes. */
  replace(reason) {
    if (this.state !== 'open') return this.renew(reason);
    const replaced = this.#socket;
    this.#forget();
    this.#replaced = replaced;
    return this.#anew(reason);
  }

  #anew(reason) {
    if (this.#enter({ state: 'reconnecting', reason, delayMs: 0 })) this.#attempt();
  }

  /** False where there is no open connection to write to. */
  write(text) {
    if (this.state !== 'open') return false;
    this.#socket.send(text);
    return true;
  }

  /** Tries all the ways, until one works. */
  #attempt() {
    this.#failedWays = 0;
    if (this.#firstWorks) this.#way = 0;
    this.#dial();
  }

  #dial() {
    this.#clear('retry');
    this.#after('silence', this.#options.connectTimeoutMs, () => this.#drop('timeout'));
    if (this.#token.isWanted) this.#askFor();
    else this.#connect(null);
  }

  /** Whether there is a token has nothing to do with the way, so that none other is tried. */
  #askFor() {
    this.#heard = true;
    this.#lastError = null;
    const asking = this.#token.ask();
    this.#asking = asking;
    const current = action => result => { if (asking === this.#asking) action(result); };
    asking.then(current(token => this.#given(token)), current(failure => this.#lost(ABNORMAL, 'token', failure)));
  }

  #given({ text }) {
    const ended = this.#ended;
    this.#asking = null;
    this.#ended = null;
    if (text !== null && text !== ended?.token) return this.#connect(text);
    this.#forget();
    return this.#end({ state: 'denied', ...(ended?.why ?? { reason: 'NO_TOKEN', message: 'there is no token' }) });
  }

  /** What cannot even be made, as by an insecure address on a secure page, is a failed attempt. */
  #connect(token) {
    this.#begunWith = token;
    this.#heard = false;
    try {
      this.#socket = this.#socketTo(this.#on.url(this.#options.urls[this.#address], this.#transport), token);
    } catch (failure) {
      return this.#lost(ABNORMAL, 'no socket', failure);
    }
    return this.#hear(this.#socket, token);
  }

  #hear(socket, token) {
    const current = action => event => { if (socket === this.#socket) action(event); };
    const unpacking = new Unpacking(message => this.#receive(message), () => this.#drop('unreadable'));
    this.#unpacking = unpacking;
    if (token !== null && this.#transport === 'websocket') socket.onopen = current(() => socket.send(auth(token)));
    socket.onmessage = current(event => {
      if (this.state === 'open') this.#clear('silence');
      unpacking.take(event.data);
    });
    socket.onclose = current(event => this.#lost(event.code, event.reason));
    socket.onerror = () => {}; // a close always follows and says more
  }

  #socketTo(url, token) {
    const { WebSocket, connectTimeoutMs } = this.#options;
    if (this.#transport === 'websocket') return new WebSocket(url, ['parley.v1']);
    return new SockJs(url, { streamMs: connectTimeoutMs * STREAM_PART, token });
  }

  get #transport() { return this.#options.transports[this.#way]; }

  #receive(message) {
    const socket = this.#socket;
    this.#heard = true;
    this.#lastError = message.type === 'error' ? message : null;
    if (message.type === 'error' && this.state !== 'open') this.#wait(message.retry_after_ms);
    this.#on.message(message);
    if (message.type !== 'status' || socket !== this.#socket) return; // whoever heard it may have closed us
    if (message.status === 'connected') this.#connected(message.details);
    if (message.status === 'draining') this.#drain(message.details?.reconnect_after_ms ?? 0);
    if (message.status === 'token_expiring' && this.#token.isRenewable) this.#renewToken(message.details?.expires_in_ms ?? 0);
  }

  #connected(details) {
    this.#clear('silence');
    this.#closeReplaced();
    this.#attempts = 0;
    this.#firstWorks ||= this.#way === 0;
    this.#notBefore = 0;
    const isStill = this.#enter({ state: 'open', transport: this.#transport });
    if (isStill) this.#schedulePing(Math.max(1000, (details.heartbeat_ms ?? 30_000) * 2 / 3));
  }

  /** Until the token has run out. Where there is no new one by then, the connection ends with it, and the next asks once more. */
  #renewToken(leftMs) {
    const waitMs = this.#token.waitMs(leftMs);
    this.#after('token', waitMs, () => {
      const socket = this.#socket;
      const current = action => result => { if (socket === this.#socket) action(result); };
      const later = () => { if (leftMs > waitMs) this.#renewToken(leftMs - waitMs); };
      this.#token.renewed();
      this.#token.ask().then(current(({ text, isNew }) => {
        if (text === null || !isNew) return later();
        if (socket instanceof SockJs) socket.token = text;
        return socket.send(auth(text));
      }), current(later)); // why there was none is told if there is none in the end
    });
  }

  /** The server goes down soon and has said when to come back; it serves until then. */
  #drain(delayMs) {
    this.#wait(delayMs);
    this.#after('drain', delayMs, () => {
      this.#turn();
      this.renew('draining');
    });
  }

  #wait(delayMs = 0) { if (delayMs > 0) this.#notBefore = Math.max(this.#notBefore, Date.now() + delayMs); }

  #schedulePing(everyMs) {
    this.#after('ping', everyMs, () => {
      this.#ping();
      this.#schedulePing(everyMs);
    });
  }

  /** Not while hidden: timers are throttled there, and an answer that comes late is no sign of death. */
  #ping() {
    if (page?.hidden || !this.write('{"type":"ping"}')) return;
    this.#after('silence', this.#options.pongTimeoutMs, () => this.#drop('no answer'));
  }

  /** The tab is seen again, or the network is back. Who was told when to come waits for that. */
  #awake() {
    if (page?.hidden) return;
    if (this.state === 'open') this.#ping();
    else if (this.state === 'reconnecting' && !this.#socket && !this.#asking && Date.now() >= this.#notBefore) this.#attempt();
  }

  #drop(reason) {
    this.#forget(1000);
    this.#lost(ABNORMAL, reason);
  }

  #lost(code, reason, failure) {
    const invited = this.#timers.has('drain');
    const wasOpen = this.state === 'open';
    this.#forget();
    if (this.#otherWay()) return this.#dial();
    this.#turn();
    if (this.#lastError?.id === undefined) this.#wait(this.#lastError?.retry_after_ms); // that was why we were sent away
    const { code: reasonCode, message } = this.#lastError ?? { message: failure?.message };
    const why = { code, reason: reasonCode ?? (reason || `closed ${code}`), message };
    const final = FINAL.get(code);
    if (code === RAN_OUT && wasOpen && this.#token.isRenewable) this.#ended = { token: this.#begunWith, why };
    else if (final) return this.#end({ state: final, ...why });
    if (invited) return this.#again({ ...why, reason: 'draining' }, Math.max(0, this.#notBefore - Date.now()));
    if (this.#attempts >= this.#options.maxAttempts) return this.#end({ state: 'closed', ...why });
    const delayMs = this.#delay();
    this.#attempts += 1;
    this.#again({ ...why, attempt: this.#attempts }, delayMs);
  }

  #again(why, delayMs) {
    if (this.#enter({ state: 'reconnecting', ...why, delayMs })) this.#after('retry', delayMs, () => this.#attempt());
  }

  /** Whether to try another transport first: where nothing was heard by this one, something on the way may not let it through. */
  #otherWay() {
    if (this.#heard) return false;
    const ways = this.#options.transports.length;
    this.#way = (this.#way + 1) % ways;
    this.#failedWays += 1;
    return this.#failedWays < ways;
  }

  /** The next attempt is at the next address. */
  #turn() { this.#address = (this.#address + 1) % this.#options.urls.length; }

  /** Full jitter, so that a thousand clients do not come back together; never before the server allows. */
  #delay() {
    const { backoffMs, backoffCapMs } = this.#options;
    const most = Math.min(backoffCapMs, backoffMs * 2 ** this.#attempts);
    return Math.round(Math.max(Math.random() * most, this.#notBefore - Date.now()));
  }

  #forget(closeWith) {
    const socket = this.#socket;
    this.#socket = null;
    this.#asking = null;
    this.#unpacking?.close();
    ['silence', 'ping', 'drain', 'retry', 'token'].forEach(name => this.#clear(name));
    if (closeWith) socket?.close(closeWith);
    this.#closeReplaced();
  }

  #closeReplaced() {
    this.#replaced?.close(1000);
    this.#replaced = null;
  }

  #end(detail) {
    this.#watchPage(false);
    this.#enter(detail);
  }

  /** False where whoever was told of it has brought us elsewhere, as by `close()`. */
  #enter(detail) {
    this.state = detail.state;
    this.#entered = detail;
    this.#on.state(detail);
    return this.#entered === detail;
  }

  #watchPage(on) {
    if (!page) return;
    const change = on ? 'addEventListener' : 'removeEventListener';
    page[change]('visibilitychange', this.#wake);
    window[change]('online', this.#wake);
  }

  #after(name, delayMs, action) {
    this.#clear(name);
    this.#timers.set(name, setTimeout(action, delayMs));
  }

  #clear(name) {
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }
}
