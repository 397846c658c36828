import { newId } from './ids.js';

/** Between two questions for a new token, while the old one holds. */
const LEAST_WAIT_MS = 1000;
/** Whoever was renewed within this time and is told again that the end is near has tokens that hold for no longer. */
const SHORT_MS = 60_000;

/**
 * Who we are, where that is said by a token: a text, or a function that is asked for it for each connection, and when the one that counts
 * ends soon.
 */
export class Token {
  #source;
  /** The one that was said last; null before. */
  #current = null;
  #renewedAtMs = -Infinity;

  /** @param source the option `token`; undefined and null where there is none */
  constructor(source) { this.#source = source ?? null; }

  get isWanted() { return this.#source !== null; }

  /** Whether another one may be had. */
  get isRenewable() { return typeof this.#source === 'function'; }

  /** {text, isNew}; text is null where there is none. Fails as the function of our user does. */
  async ask() {
    const given = this.isRenewable ? await this.#source() : this.#source;
    const text = typeof given === 'string' && given !== '' ? given : null;
    const isNew = text !== this.#current;
    this.#current = text;
    return { text, isNew };
  }

  /** How long to wait before one is asked for that takes the place of one with `leftMs` left: for short ones we do not ask without a pause. */
  waitMs(leftMs) {
    const isShort = Date.now() - this.#renewedAtMs < SHORT_MS;
    return isShort ? Math.max(LEAST_WAIT_MS, leftMs / 2) : 0;
  }

  renewed() { this.#renewedAtMs = Date.now(); }
}

/** Says who we are: the first message of a connection, or a new token for it. */
export const auth = token => JSON.stringify({ type: 'auth', id: newId(), token });
