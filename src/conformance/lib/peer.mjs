const ANSWERS = ['ack', 'error', 'history', 'help', 'pong'];
const PATIENT_TRIES = 8;
const MAX_LATER_MS = 5000;

let count = 0;
export const newId = () => `c-${Date.now().toString(36)}-${(count += 1)}`;

/** One connection, and all that it heard. Nothing is taken away by looking at it. */
export class Peer {
  heard = [];
  #socket;
  #judge;
  #waitMs;
  #turn;
  #changed = [];

  /** @param turn settles when the user may say something more */
  constructor(socket, judge, { waitMs, turn }) {
    this.#socket = socket;
    this.#judge = judge;
    this.#waitMs = waitMs;
    this.#turn = turn;
    this.closed = new Promise(resolve => socket.on('close', code => {
      this.closeCode = code;
      this.#wake();
      resolve(code);
    }));
    socket.on('message', (data, isBinary) => {
      if (isBinary) judge.violations.push('a binary frame came');
      else this.heard.push(...judge.hear(data.toString('utf8')));
      this.#wake();
    });
  }

  get violations() { return this.#judge.violations; }

  get userId() { return this.status.details.user_id; }

  get sessionId() { return this.status.details.session_id; }

  /** The entries of the log that came, in the order in which they came. */
  get entries() { return this.heard.filter(message => this.#judge.isLogged(message)); }

  #wake() { this.#changed.splice(0).forEach(wake => wake()); }

  /** The first message from the `from`th on that fits, waiting for it. */
  async find(what, fits, { from = 0, ms = this.#waitMs } = {}) {
    const until = Date.now() + ms;
    for (let at = from; ;) {
      while (at < this.heard.length) {
        if (fits(this.heard[at])) return this.heard[at];
        at += 1;
      }
      if (this.closeCode !== undefined) throw new Error(`closed with ${this.closeCode} before it came: ${what}`);
      if (!await this.#change(until - Date.now())) throw new Error(`did not come within ${ms} ms: ${what}`);
    }
  }

  async #change(ms) {
    let timer;
    const late = new Promise(resolve => { timer = setTimeout(resolve, Math.max(0, ms), false); });
    const change = new Promise(resolve => this.#changed.push(() => resolve(true)));
    return Promise.race([change, late]).finally(() => clearTimeout(timer));
  }

  async raw(data, options) {
    await this.#turn();
    this.#socket.send(data, options);
  }

  async say(message) {
    await this.#turn();
    if (message.type === 'resume') this.#judge.resuming(message.last_seq);
    this.#socket.send(JSON.stringify(message));
  }

  /** Says it and gives the answer, an error too; what is limited or busy is said again when it may be. */
  async ask(message) {
    const asked = { id: newId(), ...message };
    for (let tries = 1; ; tries += 1) {
      const from = this.heard.length;
      await this.say(asked);
      const answer = await this.find(`the answer to ${asked.type} ${asked.command ?? ''}`.trim(),
        ({ id, type }) => id === asked.id && ANSWERS.includes(type), { from });
      if (answer.code !== 'RATE_LIMIT' || tries === PATIENT_TRIES) return answer;
      await new Promise(resolve => setTimeout(resolve, Math.min(answer.retry_after_ms ?? 1000, MAX_LATER_MS)));
    }
  }

  /** As `ask`, of what is to be acknowledged. */
  async order(message) {
    const answer = await this.ask(message);
    if (answer.type !== 'ack') throw new Error(`${message.type} ${message.command ?? ''} got ${JSON.stringify(answer)}, not an ack`);
    return answer;
  }

  command(command, args = {}, more = {}) { return this.ask({ type: 'command', command, args, ...more }); }

  chat(content, more = {}) { return this.order({ type: 'chat', content, ...more }); }

  /** The entry with that `seq`. */
  entry(seq) { return this.find(`the entry ${seq}`, message => message.seq === seq && this.#judge.isLogged(message)); }

  /** All entries up to `seq`, once they came. */
  async upTo(seq) {
    await this.entry(seq);
    return this.entries.filter(entry => entry.seq <= seq);
  }

  /** What was said before this has been heard when it is over: a pong comes after it. */
  async settled() {
    const { type } = await this.ask({ type: 'ping' });
    if (type !== 'pong') throw new Error(`ping got ${type}`);
  }

  async close(code = 1000) {
    this.#socket.close(code);
    return this.closed;
  }

  /** Cuts the connection without a word. */
  cut() { this.#socket.terminate(); }
}
