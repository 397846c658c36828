/** Ends of sentences in both languages; a line break ends one too. */
const END = /[.!?](?=\s)|[。！？\n]/g;

const LEAST_CHARS = 24;

/** Reads answers out by whole sentences: a screen reader that gets every token says nothing anybody understands. */
export class Speech {
  #region;
  #spoken = new Map();

  constructor(region) { this.#region = region; }

  /** A sentence is looked for when there is enough for a short one, and only in what is new: a text may be one long line without any. */
  answer({ message_id: id, content, done }) {
    const { from, seen } = this.#spoken.get(id) ?? { from: 0, seen: 0 };
    if (!done && content.length < seen + LEAST_CHARS) return;
    const until = done ? content.length : lastEnd(content, Math.max(from, seen - 1)) ?? from;
    if (done) this.#spoken.delete(id);
    else this.#spoken.set(id, { from: until, seen: content.length });
    this.#say(content.slice(from, until));
  }

  #say(text) {
    const words = text.replace(/[*_`#|>]+/g, ' ').trim();
    if (!words) return;
    const line = document.createElement('p');
    line.textContent = words;
    this.#region.append(line);
    while (this.#region.childElementCount > 20) this.#region.firstElementChild.remove();
  }
}

/** Behind the last end of a sentence from `from` on; undefined where none is there. */
function lastEnd(text, from) {
  const last = [...text.slice(from).matchAll(END)].at(-1);
  return last && from + last.index + 1;
}
