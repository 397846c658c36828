import { blocks, render } from './markdown.js';
import { h } from './dom.js';

/** From this length on a block is rendered anew only when it has grown by a part of itself; until then its text is appended. */
const LONG_CHARS = 2000;
const GROWN = 1.2;

/**
 * Markdown that grows. Blocks that are complete are rendered once and left alone; only the last one, which may
 * still change, is rendered anew, and a long one seldom. So a token costs about the same at the end of an answer as at its beginning,
 * even if all of it is one block.
 */
export class GrowingMarkdown {
  element = h('div.prose');
  #settled = '';
  #shown = '';
  #tail = [];
  /** Of the last block: how much is rendered, and the plain text after that. */
  #rendered = 0;
  #plain = null;

  /** Shows all of `text`; what it shares with the last one is kept. */
  show(text) {
    const source = text.replace(/\r\n?/g, '\n');
    if (source === this.#shown) return;
    if (!source.startsWith(this.#settled)) this.#restart();
    const more = source.startsWith(this.#shown) ? source.slice(this.#shown.length) : null;
    this.#shown = source;
    const rest = source.slice(this.#settled.length);
    if (more !== null && this.#isLong(rest)) this.#append(more);
    else this.#advance(rest);
  }

  /** The end of the text: what refers across blocks (link definitions) is resolved by rendering it whole. */
  finish(text) {
    if (!/^ {0,3}\[[^\]]+\]:/m.test(text)) {
      this.show(text);
      return this.#settle();
    }
    this.#restart();
    this.#settled = text;
    this.#shown = text;
    this.element.append(render(text));
  }

  #restart() {
    this.element.replaceChildren();
    this.#settled = '';
    this.#shown = '';
    this.#tail = [];
    this.#rendered = 0;
    this.#plain = null;
  }

  #isLong(rest) { return this.#rendered >= LONG_CHARS && rest.length < this.#rendered * GROWN; }

  /** Behind the last word, whatever that stands in. */
  #append(more) {
    if (!this.#plain) {
      this.#plain = document.createTextNode('');
      let place = this.element;
      while (place.lastElementChild && !/^(BR|HR|INPUT|BUTTON)$/.test(place.lastElementChild.tagName)) place = place.lastElementChild;
      place.append(this.#plain);
    }
    this.#plain.appendData(more);
  }

  /** What was only appended is rendered, too. */
  #settle() {
    if (this.#plain) this.#advance(this.#shown.slice(this.#settled.length));
  }

  #advance(rest) {
    const tokens = blocks(rest);
    const last = tokens.findLastIndex(token => token.type !== 'space');
    const done = tokens.slice(0, Math.max(0, last)).map(token => token.raw).join('');
    this.#tail.forEach(node => node.remove());
    if (done && rest.startsWith(done)) {
      this.#settled += done;
      this.element.append(render(done));
      rest = rest.slice(done.length);
    }
    this.#plain = null;
    this.#rendered = rest.length;
    const tail = render(rest);
    this.#tail = [...tail.childNodes];
    this.element.append(tail);
  }
}
