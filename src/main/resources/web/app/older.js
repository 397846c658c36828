import { say } from './i18n.js';

/** Loads older entries when the reader comes near the top, until there are none. */
export class Older {
  #sign;
  #load;
  #busy = false;
  #more = false;
  #seen;

  /** @param load loads one page and settles with whether there are more */
  constructor(sign, root, load) {
    this.#sign = sign;
    this.#load = load;
    this.#seen = new IntersectionObserver(([entry]) => entry.isIntersecting && this.#next(),
      { root, rootMargin: '600px 0px 0px' });
  }

  /** The first page; from then on by scrolling. */
  async start() {
    this.#more = true;
    await this.#next();
    this.#seen.observe(this.#sign);
  }

  async #next() {
    if (this.#busy || !this.#more) return;
    this.#busy = true;
    say(this.#sign, 'olderLoading');
    try {
      this.#more = await this.#load();
    } finally {
      this.#busy = false;
    }
    this.#sign.hidden = !this.#more;
    this.#again();
  }

  /** An observer tells of changes only: a short page leaves the sign in view, so ask anew. */
  #again() {
    this.#seen.unobserve(this.#sign);
    if (this.#more) this.#seen.observe(this.#sign);
  }
}
