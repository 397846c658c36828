/** How long a frame takes on a slow network, each way. */
const SLOW_MS = 900;
const LOST = 1006;
/** Who looks over one's shoulder sees no token. */
const SECRET = /("token"\s*:\s*")[^"]*/g;

/**
 * The network as the page sees it, with real faults on real sockets. It is given to the client as its WebSocket, which knows
 * nothing of it. What passes is told to `on.frame({way: 'in'|'out'|'note', text})`.
 */
export class Wire {
  slow = false;
  duplicating = false;
  #offline = false;
  #sockets = new Set();
  #fetch = null;
  #on;

  constructor(on) { this.#on = on; }

  /** A constructor like the browser's. */
  get WebSocket() {
    const wire = this;
    return class extends WiredSocket {
      constructor(url, protocols) { super(wire, url, protocols); }
    };
  }

  get offline() { return this.#offline; }

  /** Nothing gets through, sockets and requests, until it is false again; then the page learns of it as from the browser. */
  set offline(offline) {
    if (offline === this.#offline) return;
    this.#offline = offline;
    if (offline) {
      this.#fetch = window.fetch;
      window.fetch = () => Promise.reject(new TypeError('offline'));
      this.drop();
    } else {
      window.fetch = this.#fetch;
      window.dispatchEvent(new Event('online'));
    }
  }

  /** Ends each socket there is, without a word to the page before. */
  drop() { [...this.#sockets].forEach(socket => socket.lose()); }

  /** @internal */
  add(socket) { this.#sockets.add(socket); }

  /** @internal */
  remove(socket) { this.#sockets.delete(socket); }

  /** @internal */
  tell(way, text) { this.#on.frame({ way, text: text.replace(SECRET, '$1…') }); }
}

/** One socket. What comes and goes may be late or come twice, but stays in order, as on any TCP connection. */
class WiredSocket {
  onopen = null;
  onmessage = null;
  onclose = null;
  onerror = null;
  #wire;
  #real = null;
  #ended = false;
  #in;
  #out;

  constructor(wire, url, protocols) {
    this.#wire = wire;
    this.#in = new Lane(wire);
    this.#out = new Lane(wire);
    if (wire.offline) return void setTimeout(() => this.#end(LOST));
    this.#real = new WebSocket(url, protocols);
    wire.add(this);
    this.#real.onopen = event => this.onopen?.(event);
    this.#real.onmessage = ({ data }) => this.#came(data);
    this.#real.onclose = ({ code, reason }) => this.#in.pass(() => this.#end(code, reason));
    this.#real.onerror = event => this.onerror?.(event);
  }

  send(text) { this.#times(() => this.#out.pass(() => this.#write(text))); }

  close(code) {
    this.#ended = true;
    this.#wire.remove(this);
    this.#real?.close(code);
  }

  /** As if the network was gone. */
  lose() {
    this.#real.close();
    this.#end(LOST);
  }

  #came(text) {
    this.#times(() => {
      this.#wire.tell('in', text);
      this.#in.pass(() => { if (!this.#ended) this.onmessage?.({ data: text }); });
    });
  }

  #write(text) {
    if (this.#ended || this.#real?.readyState !== WebSocket.OPEN) return;
    this.#wire.tell('out', text);
    this.#real.send(text);
  }

  #times(action) {
    action();
    if (this.#wire.duplicating) action();
  }

  #end(code, reason = '') {
    if (this.#ended) return;
    this.#ended = true;
    this.#wire.remove(this);
    this.#wire.tell('note', `closed ${code}${reason && ` ${reason}`}`);
    this.onclose?.({ code, reason });
  }
}

/** One direction: what was given first passes first, also when the network has become fast again. */
class Lane {
  #wire;
  #queue = [];
  #dueMs = 0;

  constructor(wire) { this.#wire = wire; }

  pass(action) {
    const now = performance.now();
    this.#dueMs = Math.max(this.#dueMs, now + (this.#wire.slow ? SLOW_MS : 0));
    if (this.#queue.length === 0 && this.#dueMs <= now) return void action();
    this.#queue.push(action);
    setTimeout(() => this.#queue.shift()(), this.#dueMs - now);
  }
}
