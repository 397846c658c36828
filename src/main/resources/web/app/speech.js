/** Ends of sentences in both languages; a line break ends one too. */
const SENTENCE = /[^.!?。！？\n]*(?:[.!?]+(?=\s)|[。！？]+|\n)/g;

/** Reads answers out by whole sentences: a screen reader that gets every token says nothing anybody understands. */
export class Speech {
  #region;
  #spoken = new Map();

  constructor(region) { this.#region = region; }

  answer({ message_id: id, content, done }) {
    const from = this.#spoken.get(id) ?? 0;
    const rest = content.slice(from);
    const ready = done ? rest : (rest.match(SENTENCE) ?? []).join('');
    if (done) this.#spoken.delete(id);
    else this.#spoken.set(id, from + ready.length);
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
