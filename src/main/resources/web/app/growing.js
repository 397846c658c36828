import { blocks, render } from './markdown.js';
import { h } from './dom.js';

/**
 * Markdown that grows. Blocks that are complete are rendered once and left alone; only the last one, which may
 * still change, is rendered anew. So a token costs the length of its block, not of the answer.
 */
export class GrowingMarkdown {
  element = h('div.prose');
  #settled = '';
  #shown = '';
  #tail = [];

  /** Shows all of `text`; what it shares with the last one is kept. */
  show(text) {
    const source = text.replace(/\r\n?/g, '\n');
    if (source === this.#shown) return;
    if (!source.startsWith(this.#settled)) this.#restart();
    this.#shown = source;
    this.#advance(source.slice(this.#settled.length));
  }

  /** The end of the text: what refers across blocks (link definitions) is resolved by rendering it whole. */
  finish(text) {
    if (!/^ {0,3}\[[^\]]+\]:/m.test(text)) return this.show(text);
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
    const tail = render(rest);
    this.#tail = [...tail.childNodes];
    this.element.append(tail);
  }
}
