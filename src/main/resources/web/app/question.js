import { h } from './dom.js';
import { icon } from './icons.js';
import { say, t } from './i18n.js';
import { chip } from './links.js';
import { excerpt } from './quote.js';
import { tellWhen } from './when.js';

/** What a person said: ours at the right with ticks, the others' at the left with their name. */
export class Question {
  element;
  #message;
  #own;
  #on;
  #text = h('div.bubble', { dir: 'auto' });
  #chips = h('div.chips', { hidden: '' });
  #when = h('time', { hidden: '' });
  #state = h('span.state');
  #waits = h('span.waits', { hidden: '' });
  #reply;

  /** @param on `retry()` and `edit()` of a refused message, `reply(messageId)`; @param quote what it replies to, or null */
  constructor(message, { own, quote, on }) {
    this.#own = own;
    this.#on = on;
    const name = own ? say(h('span.unseen'), 'you') : h('div.author', {}, message.user_id);
    this.#reply = say(h('button.small.reply', { type: 'button', hidden: '', onclick: () => on.reply(this.#message.message_id) }, icon('reply')), 'reply', { attribute: 'label' });
    const meta = h('div.meta', {}, ...(own ? [this.#reply, this.#waits, this.#when, this.#state] : [this.#when, this.#state, this.#reply]));
    this.element = h(`li.entry.question${own ? '.own' : ''}`, {}, name, quote?.element, this.#text, this.#chips, meta);
    this.#show(message);
  }

  /** One line of it, for those who reply. */
  get summary() {
    const { content, attachments = [], action, user_id: userId } = this.#message;
    return { name: this.#own ? t('you') : userId, text: excerpt(content || action || attachments.join(' ')) };
  }

  get message() { return this.#message; }

  /** `queued`, `sent`, `stored` or `refused`; with `refused` the reason, and whether it is so for good. */
  mark(state, refusal) {
    this.element.dataset.state = state;
    const tick = say(h('span.tick', { role: 'img' }), state, { attribute: 'label' });
    tick.append(icon(state));
    this.#state.replaceChildren(...(state === 'refused' ? this.#refusal(refusal) : []), tick);
  }

  /** Of ours that wait for an answer it is this one, 1 the next; 0: it waits no more. */
  wait(place) {
    this.#waits.hidden = place === 0;
    if (place > 0) say(this.#waits, 'waits', { values: { place } });
  }

  /** It is in the log. */
  logged(message, own) {
    this.#show(message);
    if (own) this.mark('stored');
    this.#reply.hidden = false;
    if (!message.timestamp) return;
    this.#when.hidden = false;
    tellWhen(this.#when, message.timestamp);
  }

  #show(message) {
    this.#message = message;
    const { content, action, attachments = [] } = message;
    this.#text.textContent = content ?? action ?? '';
    this.#text.hidden = this.#text.textContent === '';
    this.element.classList.toggle('choice', action !== undefined);
    this.#chips.hidden = attachments.length === 0;
    this.#chips.replaceChildren(...attachments.map(chip));
  }

  /** What is refused for good is so again as it stands. */
  #refusal({ reason, isFinal } = {}) {
    const { retry, edit } = this.#on;
    const button = isFinal && !this.#message.action ? say(h('button.link', { type: 'button', onclick: edit }), 'edit')
      : say(h('button.link', { type: 'button', onclick: retry }), 'tryAgain');
    return [h('span.reason', {}, reason), button];
  }
}

/** What an application sent to the conversation. */
export class Notice {
  element = h('li.entry.notice');

  update({ content, data }) { this.element.textContent = content ?? JSON.stringify(data); }
}
