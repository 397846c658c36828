const SIZE = 50;

/**
 * What nobody looks at costs nothing: entries far from the end stand together in groups, which the browser skips until they
 * come near (`content-visibility`), with room for each as high as it was, so that nothing jumps.
 */
export class Groups {
  #list;
  #groups = new Set();
  #width = 0;

  constructor(list) {
    this.#list = list;
    new ResizeObserver(() => this.#resized()).observe(list);
  }

  clear() { this.#groups.clear(); }

  /** Puts together what stands alone, where that is much; the last entries and those at the top, where older ones come, stay as they are. */
  fold() {
    if (this.#list.childElementCount - this.#groups.size < 3 * SIZE || isSelecting()) return;
    this.#rest(this.#runs().map(run => this.#make(run)));
  }

  /** Neighbours that are to be a group, each beginning with what replies to nothing: an answer stays with its question. */
  #runs() {
    const runs = [];
    let run = [];
    const end = () => {
      if (run.length > 0) runs.push(run);
      run = [];
    };
    for (const entry of [...this.#list.children].reverse().slice(SIZE)) {
      if (this.#groups.has(entry)) end();
      else if (!isSettled(entry)) run = [];
      else {
        run.unshift(entry);
        if (run.length >= SIZE && !entry.dataset.replyTo) end();
      }
    }
    return runs;
  }

  #make(entries) {
    const group = document.createElement('li');
    const list = document.createElement('ol');
    group.className = 'group';
    group.append(list);
    entries[0].before(group);
    list.append(...entries);
    this.#groups.add(group);
    return group;
  }

  /** After they were drawn, so that the browser remembers how high each is: first all are asked, then all may be skipped. */
  #rest(groups) {
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const heights = groups.map(group => group.getBoundingClientRect().height);
      groups.forEach((group, i) => {
        group.style.setProperty('contain-intrinsic-block-size', `auto ${heights[i]}px`);
        group.classList.add('resting');
      });
    }));
  }

  /** In another width all have other heights. */
  #resized() {
    const width = this.#list.clientWidth;
    if (width === this.#width) return;
    this.#width = width;
    for (const group of this.#groups) group.classList.remove('resting');
    this.#rest([...this.#groups]);
  }
}

const isSettled = entry => entry.dataset.status !== 'running' && [undefined, 'stored'].includes(entry.dataset.state)
  && !entry.contains(document.activeElement);

/** What is moved is no longer selected. */
const isSelecting = () => document.getSelection().type === 'Range';
