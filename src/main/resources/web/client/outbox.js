import { ID_RULE, isId } from './ids.js';

/** Why something that we sent was refused: `code` of the protocol, or CANCELLED, CLOSED, DENIED, OUTBOX_FULL of our own. */
export class ParleyError extends Error {
  constructor({ code, message, retry = false, correlation_id: correlationId = null }) {
    super(message ?? code);
    this.name = 'ParleyError';
    this.code = code;
    this.retry = retry;
    this.correlationId = correlationId;
  }
}

const RETRY_MS = 500;
const RETRY_CAP_MS = 15_000;
/** How much slower than asked we go on after having been too fast, so as not to be it again. */
const SLOWER = 1.5;

/** A retry holds back what follows, so that order is kept; what is not logged need not wait. */
const waits = message => message.type !== 'command' || ['regenerate', 'generate'].includes(message.command);

/** The id of what a message cancels; undefined where it cancels nothing, or names it by what the server called it. */
const targetOf = ({ command, args }) =>
  (command === 'cancel' && args.message_id === undefined && args.task_id === undefined ? args.id : undefined);

const acknowledged = ({ id, message_id, seq, duplicate = false }) => ({ id, message_id, seq, duplicate });

/**
 * What was sent and is not answered, in order, at most `maxPending` of it. It is sent again under its own id
 * after a reconnect, and after an error that says so; the server handles an id once. A cancel takes back what the server does not have, and
 * does not pass what it may have.
 */
export class Outbox {
  #pending = new Map();
  #limit;
  #on;
  #maxBytes = Infinity;
  #held = null;
  /** Until when, by `performance.now()`; says nothing where nothing is held. */
  #heldUntil = 0;
  #gapMs = 0;
  #open = false;
  /** Why nothing can be sent any more; null while it can. */
  #ended = null;

  /** @param on `write(text)`; `report(id, state)` with state `queued`, `sent`, `stored` or `refused` */
  constructor({ maxPending }, on) {
    this.#limit = maxPending;
    this.#on = on;
  }

  /**
   * Settles with the server message of type `expects` that answers it, or fails with a {@link ParleyError}. The same message again, while
   * it waits, is that one.
   */
  async add(message, expects) {
    if (this.#ended) throw this.#ended;
    const text = JSON.stringify(message);
    const same = this.#pending.get(message.id);
    if (same?.text === text) return same.promise;
    this.#require(message.id, same);
    const target = this.#pending.get(targetOf(message));
    const entry = { id: message.id, text, expects, waits: waits(message), target, sent: false, isDoubtful: false, tries: 0 };
    entry.promise = new Promise((resolve, reject) => Object.assign(entry, { resolve, reject }));
    this.#pending.set(entry.id, entry);
    this.#on.report(entry.id, 'queued');
    this.#offer(entry);
    return entry.promise;
  }

  /** No server answers what has an id that it cannot name, and all that comes later would wait for that answer. */
  #require(id, other) {
    if (!isId(id)) throw new ParleyError({ code: 'BAD_REQUEST', message: `id ${ID_RULE}, not ${id}` });
    if (other) throw new ParleyError({ code: 'CONFLICT', message: `another message waits under the id ${id}` });
    if (this.#pending.size >= this.#limit) throw new ParleyError({ code: 'OUTBOX_FULL', message: `${this.#limit} messages wait already` });
  }

  opened(maxBytes = Infinity) {
    this.#maxBytes = maxBytes;
    this.#open = true;
    this.#flush();
  }

  /** Not connected, but about to be. */
  lost() {
    this.#ended = null;
    this.#open = false;
    for (const entry of this.#pending.values()) {
      entry.isDoubtful ||= entry.sent;
      this.#queue(entry);
    }
  }

  /** An answer by id; a logged message of our own counts as its ack, should that have been lost. */
  answered(message, userId) {
    const entry = this.#pending.get(message.id) ?? this.#oldest(message);
    if (!entry) return;
    const echo = entry.expects === 'ack' && Number.isInteger(message.seq) && message.user_id === userId;
    if (message.type !== entry.expects && !echo) return;
    this.#resolve(entry, message);
    if (this.#pending.size === 0) this.#gapMs = 0;
    this.#flush();
  }

  /** True if the error was about something of ours: it is sent again later, or its promise fails. */
  refused(error) {
    const entry = this.#pending.get(error.id);
    if (!entry) return false;
    if (error.retry) this.#again(entry, error);
    else {
      this.#reject(entry, new ParleyError(error));
      this.#flush();
    }
    return true;
  }

  /** Nothing more can be sent, until it is tried to connect again. */
  fail({ state, reason, message }) {
    this.#open = false;
    clearTimeout(this.#held);
    this.#held = null;
    const error = new ParleyError({ code: state.toUpperCase(), message: message ?? reason, retry: state === 'closed' });
    this.#ended = error;
    for (const entry of [...this.#pending.values()]) this.#reject(entry, error);
  }

  /** A `history` or `help` without id answers the first that waits for one. */
  #oldest({ id, type }) {
    if (id !== undefined || (type !== 'history' && type !== 'help')) return undefined;
    return [...this.#pending.values()].find(entry => entry.expects === type);
  }

  #isHere(entry) { return this.#pending.get(entry.id) === entry; }

  /** Where the server may have it, what cancels it waits for its answer, else there is nothing to tell the server. */
  #takeBack(entry) {
    if (entry.sent || entry.isDoubtful) return;
    this.#reject(entry, new ParleyError({ code: 'CANCELLED', message: 'it was cancelled before it was sent' }));
    this.#cancelsOf(entry).forEach(cancel => this.#resolve(cancel, { id: cancel.id }));
    this.#flush();
  }

  #cancelsOf(entry) { return [...this.#pending.values()].filter(({ target }) => target === entry); }

  #offer(entry) {
    if (!this.#isHere(entry)) return;
    if (entry.target && this.#isHere(entry.target)) return this.#takeBack(entry.target);
    if (entry.sent || !this.#open || (entry.waits && this.#isFull()) || (entry.tries > 0 && this.#held)) return;
    if (new TextEncoder().encode(entry.text).length > this.#maxBytes) {
      const message = `more than ${this.#maxBytes} bytes`;
      return this.#reject(entry, new ParleyError({ code: 'MSG_TOO_LARGE', message }));
    }
    entry.sent = this.#on.write(entry.text);
    if (!entry.sent) return;
    this.#on.report(entry.id, 'sent');
    if (entry.waits && this.#gapMs > 0) this.#hold(this.#gapMs);
  }

  /** What follows waits: for a moment that the server asked for, or for an answer, as it might pass what is refused for now. */
  #isFull() {
    if (this.#held) return true;
    for (const { sent, waits } of this.#pending.values()) if (sent && waits) return true;
    return false;
  }

  #flush() {
    for (const entry of [...this.#pending.values()]) this.#offer(entry);
  }

  /**
   * Who was too fast waits as long as it is told; else that is the longest that it may wait. Twice too fast: what was left of the time
   * between two messages is added up, until there is enough of it.
   */
  #again(entry, { code, retry_after_ms: toldMs }) {
    const ownMs = Math.min(RETRY_CAP_MS, RETRY_MS * 2 ** entry.tries);
    entry.tries += 1;
    this.#queue(entry);
    entry.isDoubtful ||= code !== 'RATE_LIMIT';
    const tooFast = code === 'RATE_LIMIT' && toldMs > 0;
    if (tooFast) this.#gapMs += toldMs * SLOWER;
    this.#hold(tooFast ? toldMs : Math.min(ownMs, toldMs ?? ownMs));
    this.#cancelsOf(entry).forEach(cancel => this.#offer(cancel));
  }

  /** Never for less than what is being waited for. */
  #hold(delayMs) {
    const until = performance.now() + delayMs;
    if (this.#held && until <= this.#heldUntil) return;
    clearTimeout(this.#held);
    this.#heldUntil = until;
    this.#held = setTimeout(() => {
      this.#held = null;
      this.#flush();
    }, delayMs);
  }

  #queue(entry) {
    if (!entry.sent) return;
    entry.sent = false;
    this.#on.report(entry.id, 'queued');
  }

  #resolve(entry, answer) {
    this.#pending.delete(entry.id);
    this.#on.report(entry.id, 'stored');
    entry.resolve(entry.expects === 'ack' ? acknowledged(answer) : answer);
  }

  #reject(entry, error) {
    this.#pending.delete(entry.id);
    this.#on.report(entry.id, 'refused');
    entry.reject(error);
  }
}
