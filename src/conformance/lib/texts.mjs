const isHigh = unit => unit >= 0xd800 && unit <= 0xdbff;
const isLow = unit => unit >= 0xdc00 && unit <= 0xdfff;
/** Whether the text begins or ends within a surrogate pair. */
const isTorn = text => text !== '' && (isLow(text.charCodeAt(0)) || isHigh(text.charCodeAt(text.length - 1)));

/** The answers as they grow: deltas join without gap and without another text than before, and the reply has what was shown. */
export class Texts {
  #known = new Map();
  #tell;

  constructor(tell) { this.#tell = tell; }

  hear(message) {
    if (message.type === 'ai_snapshot') this.#snapshot(message);
    if (message.type === 'ai_delta') this.#delta(message);
    if (message.type === 'ai_reply') this.#reply(message);
  }

  #snapshot({ message_id: id, attempt, content, thinking }) {
    const known = this.#known.get(id);
    if (known?.ended || known?.attempt > attempt) return;
    if (known?.attempt === attempt && !content.startsWith(known.content)) this.#tell('ai_snapshot takes text back');
    if (isTorn(content) || isTorn(thinking)) this.#tell('ai_snapshot ends within a surrogate pair');
    this.#known.set(id, { attempt, content, thinking });
  }

  #delta(delta) {
    let known = this.#known.get(delta.message_id);
    if (known?.ended || known?.attempt > delta.attempt) return;
    if (!known || known.attempt < delta.attempt) known = { attempt: delta.attempt, content: '', thinking: '' };
    this.#known.set(delta.message_id, known);
    if (delta.content === undefined && delta.thinking === undefined) this.#tell('ai_delta has neither content nor thinking');
    known.content = this.#join('content', known.content, delta.offset, delta.content);
    known.thinking = this.#join('thinking', known.thinking, delta.thinking_offset, delta.thinking);
  }

  #join(name, text, offset, more) {
    if ((offset === undefined) !== (more === undefined)) this.#tell(`ai_delta has only one of ${name} and its offset`);
    if (offset === undefined || more === undefined) return text;
    if (isTorn(more)) this.#tell(`ai_delta cuts a surrogate pair: ${JSON.stringify(more)} at ${offset}`);
    if (offset > text.length) {
      this.#tell(`ai_delta is at ${offset} of a text of ${text.length}: something was left out`);
      return text;
    }
    const overlap = text.slice(offset, offset + more.length);
    if (!more.startsWith(overlap)) this.#tell(`ai_delta at ${offset} says ${JSON.stringify(more)} where ${JSON.stringify(overlap)} was shown`);
    return overlap.length === more.length ? text : text.slice(0, offset) + more;
  }

  /** The same end may come again: after a resume on the same connection. */
  #reply({ message_id: id, attempt, status, content, seq }) {
    const known = this.#known.get(id);
    if (known?.ended && known.seq !== seq) this.#tell(`a second ai_reply of ${id}`);
    const isWhole = status === 'complete' || status === 'cancelled';
    if (isWhole && known?.attempt === attempt && !content.startsWith(known.content)) {
      this.#tell(`ai_reply is not what was shown: ${JSON.stringify(known.content.slice(-40))}`);
    }
    this.#known.set(id, { ended: true, seq });
  }
}
