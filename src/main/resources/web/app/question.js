import { h } from './dom.js';
import { icon } from './icons.js';
import { say } from './i18n.js';

const time = timestamp => new Date(timestamp).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });

/** What a person said: ours at the right with ticks, the others' at the left with their name. */
export class Question {
  element;
  #meta = h('div.meta');
  #text = h('div.bubble', { dir: 'auto' });
  #retry;

  /** @param retry called when a refused message shall be sent again */
  constructor({ content, user_id: userId, own, retry }) {
    this.#retry = retry;
    this.#text.textContent = content;
    const name = own ? say(h('span.unseen'), 'you') : h('div.author', {}, userId);
    this.element = h(`li.entry.question${own ? '.own' : ''}`, {}, name, this.#text, this.#meta);
  }

  /** `queued`, `sent`, `stored` or `refused`; with `refused` the reason. */
  mark(state, reason) {
    this.element.dataset.state = state;
    const tick = say(h('span.tick', { role: 'img' }), state, { attribute: 'label' });
    tick.append(icon(state));
    this.#meta.replaceChildren(tick);
    if (state === 'refused') this.#meta.prepend(...this.#refusal(reason));
  }

  /** It is in the log. */
  logged({ content, timestamp }, own) {
    this.#text.textContent = content;
    if (own) this.mark('stored');
    if (timestamp) this.#meta.prepend(h('time', {}, time(timestamp)));
  }

  #refusal(reason) {
    const again = say(h('button.link', { type: 'button', onclick: this.#retry }), 'tryAgain');
    return [h('span.reason', {}, reason), again];
  }
}

/** What an application sent to the conversation. */
export class Notice {
  element = h('li.entry.notice');

  update({ content, data }) { this.element.textContent = content ?? JSON.stringify(data); }
}
