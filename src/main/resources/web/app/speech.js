/** Ends of sentences in both languages; a line break ends one too. */
const SENTENCE = /[^.!?。！？\n]*(?:[.!?]+(?=\s)|[。！？]+|\n)/g;

const LEAST_CHARS = 24;

/** Reads answers out by whole sentences: a screen reader that gets every token says nothing anybody understands. */
export class Speech {
  #region;
  #spoken = new Map();

  constructor(region) { this.#region = region; }

  /** A sentence is looked for when there is enough for a short one: looking costs the length of the text. */
  answer({ message_id: id, content, done }) {
    const { from, seen } = this.#spoken.get(id) ?? { from: 0, seen: 0 };
    if (!done && content.length < seen + LEAST_CHARS) return;
    const rest = content.slice(from);
    const ready = done ? rest : (rest.match(SENTENCE) ?? []).join('');
    if (done) this.#spoken.delete(id);
    else this.#spoken.set(id, { from: from + ready.length, seen: content.length });
    this.#say(ready);
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
