/** How many entries at the end are never put to rest: they are looked at, or still change. */
const AWAKE = 12;

/**
 * Lets entries that nobody looks at cost nothing: the browser skips them until they come near (`content-visibility`), and keeps
 * room for each as high as it was, so that nothing jumps.
 */
export class Resting {
  #list;
  #awake = new Set();
  #asked = false;

  constructor(list) { this.#list = list; }

  /** One that has just come into the list. */
  add(entry) {
    this.#awake.add(entry);
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => requestAnimationFrame(() => this.#rest())); // after it was laid out
  }

  #rest() {
    this.#asked = false;
    const last = this.#last();
    const done = [...this.#awake].filter(entry => !last.has(entry) && entry.dataset.status !== 'running');
    const heights = done.map(inside);
    done.forEach((entry, i) => {
      this.#awake.delete(entry);
      if (!entry.isConnected) return;
      entry.style.setProperty('contain-intrinsic-block-size', `auto ${heights[i]}px`);
      entry.classList.add('resting');
    });
  }

  #last() {
    const last = new Set();
    for (let entry = this.#list.lastElementChild; entry && last.size < AWAKE; entry = entry.previousElementSibling) last.add(entry);
    return last;
  }
}

/** How high it is without its padding, as the browser counts the room that it keeps. */
function inside(entry) {
  const { paddingTop, paddingBottom } = getComputedStyle(entry);
  return entry.getBoundingClientRect().height - parseFloat(paddingTop) - parseFloat(paddingBottom);
}
