/** How long a hole is only asked for by a beat, after a refusal that names no time. */
const HOLE_LATER_MS = 1000;

/**
 * Something that did not come: it is asked for once until that is answered, and again with each beat, should the answer have been lost or
 * been a refusal.
 */
export class Hole {
  #ask;
  #isOpen = false;
  /** The id of the question; null while none is under way. */
  #askedId = null;
  #notBefore = 0;

  /** @param ask asks the server; gives the id of the question, or null where it could not */
  constructor(ask) { this.#ask = ask; }

  /** Something is missing, or still is. */
  found() {
    this.#isOpen = true;
    if (this.#askedId === null && performance.now() >= this.#notBefore) this.#askedId = this.#ask();
  }

  /** The server is there. */
  beat() {
    if (this.#isOpen) this.#askedId = this.#ask();
  }

  refused({ id, retry_after_ms: waitMs }) {
    if (id === undefined || id !== this.#askedId) return;
    this.#askedId = null;
    this.#notBefore = performance.now() + (waitMs ?? HOLE_LATER_MS);
  }

  /** All that is missing comes now. */
  mended() {
    this.#isOpen = false;
    this.#askedId = null;
    this.#notBefore = 0;
  }
}
