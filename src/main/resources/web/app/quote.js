import { h } from './dom.js';
import { icon } from './icons.js';
import { say } from './i18n.js';

const LINE_CHARS = 140;

/** One line of what was said, without the signs of Markdown. */
export function excerpt(text) {
  const flat = text.slice(0, 4 * LINE_CHARS).replace(/[*_`#|>~]+/g, ' ').replace(/\s+/g, ' ').trim();
  return Array.from(flat).slice(0, LINE_CHARS).join('');
}

/** The line above a message that says what it replies to, and leads there. */
export class Quote {
  #text = h('span.quote-text');
  #name = h('span.quote-name');
  element;

  /** @param jump called when the reader wants to see all of it */
  constructor(jump) {
    say(this.#text, 'earlierMessage');
    this.element = h('button.quote', { type: 'button', onclick: jump }, icon('reply'), say(h('span.unseen'), 'inReplyTo'), this.#name, this.#text);
  }

  /** Once it is known what stands there. */
  fill({ name, text }) {
    this.#name.textContent = name;
    delete this.#text.dataset.say;
    this.#text.textContent = text;
  }
}
