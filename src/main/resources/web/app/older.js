import { say } from './i18n.js';

/** How far back a reader is taken at once. */
const MOST_PAGES = 40;

/** Loads older entries when the reader comes near the top, until there are none. */
export class Older {
  #sign;
  #load;
  #loading = null;
  #more = false;
  #seen;

  /** @param load loads one page and settles with whether there are more */
  constructor(sign, root, load) {
    this.#sign = sign;
    this.#load = load;
    this.#seen = new IntersectionObserver(changes => changes.at(-1).isIntersecting && this.#next(), // the last is how it is now
      { root, rootMargin: '600px 0px 0px' });
  }

  /** The first page; from then on by scrolling. */
  async start() {
    this.#more = true;
    await this.#next();
    this.#seen.observe(this.#sign);
  }

  /** Page after page until `found()` is true, there are no more, or it takes too many. */
  async until(found) {
    for (let page = 0; page < MOST_PAGES && this.#more && !found(); page += 1) await this.#next();
  }

  /** One at a time: who asks while one is on its way gets that one. */
  #next() {
    if (!this.#more) return Promise.resolve();
    this.#loading ??= this.#page().finally(() => { this.#loading = null; });
    return this.#loading;
  }

  async #page() {
    say(this.#sign, 'olderLoading');
    this.#sign.hidden = false;
    this.#more = await this.#load();
    this.#sign.hidden = !this.#more;
    this.#again();
  }

  /** An observer tells of changes only: a short page leaves the sign in view, so ask anew. */
  #again() {
    this.#seen.unobserve(this.#sign);
    if (this.#more) this.#seen.observe(this.#sign);
  }
}
