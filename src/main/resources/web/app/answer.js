import { h } from './dom.js';
import { icon } from './icons.js';
import { say } from './i18n.js';
import { Offers } from './offers.js';
import { excerpt } from './quote.js';
import { GrowingMarkdown } from './growing.js';
import { copyButton } from './markdown.js';

/** An answer: thinking that folds itself away, text that grows, and how it ended. */
export class Answer {
  element;
  #answer = { content: '', thinking: '' };
  #frames;
  #regenerate;
  #reply;
  #offers;
  #text = new GrowingMarkdown();
  #thoughts = new Thoughts();
  #outcome = h('div.outcome', { hidden: '' });
  #tools = h('div.answer-tools', { hidden: '' });
  #waiting = say(h('div.waiting', { role: 'img' }, h('i'), h('i'), h('i')), 'waiting', { attribute: 'label' });
  #earlier = null;

  /** @param frames draws it at most once a frame; @param on `regenerate()` when another answer is wanted, `reply()`, `choose(offer)` */
  constructor({ frames, on }) {
    this.#frames = frames;
    this.#regenerate = on.regenerate;
    this.#reply = on.reply;
    this.#offers = new Offers(on.choose);
    const body = h('div.answer-body', {}, h('span.unseen', {}, 'Parley'), this.#waiting, this.#thoughts.element,
      this.#text.element, this.#outcome, this.#offers.element, this.#tools);
    this.element = h('li.entry.answer', {}, body);
  }

  get content() { return this.#answer.content; }

  /** One line of it, for those who reply. */
  get summary() { return { name: 'Parley', text: excerpt(this.content) }; }

  choose(choice) { this.#offers.choose(choice); }

  update(answer) {
    this.#answer = answer;
    this.#frames.ask(this);
  }

  /** Folds it behind a line: another answer is coming in its place. */
  supersede() {
    if (this.#earlier) return;
    const [body] = this.element.children;
    this.#earlier = h('details.earlier', {}, h('summary', {}, say(h('span'), 'earlier'), icon('chevron')));
    this.element.append(this.#earlier);
    this.#earlier.append(body);
    this.element.classList.add('superseded');
  }

  paint() {
    const { content, thinking, done } = this.#answer;
    this.element.dataset.status = this.#answer.status;
    this.#waiting.hidden = done || content !== '' || thinking !== '';
    this.#thoughts.show(thinking, { over: done || content !== '' });
    if (done) this.#finish();
    else this.#text.show(content);
  }

  #finish() {
    const { status, error, content, actions } = this.#answer;
    this.#text.finish(content);
    this.#offers.show(actions);
    this.#outcome.hidden = status === 'complete';
    if (status !== 'complete') this.#explain(status, error);
    this.#tools.hidden = false;
    const again = h('button.small', { type: 'button', onclick: this.#regenerate }, icon('again'));
    const reply = h('button.small', { type: 'button', onclick: this.#reply }, icon('reply'));
    this.#tools.replaceChildren(copyButton(() => this.content), say(again, 'regenerate', { attribute: 'label' }),
      say(reply, 'reply', { attribute: 'label' }));
  }

  #explain(status, error) {
    const words = error?.message ? h('span', {}, error.message) : say(h('span'), status);
    const again = status === 'cancelled' || error?.retry === false
      ? null
      : say(h('button.link', { type: 'button', onclick: this.#regenerate }), 'tryAgain');
    this.#outcome.replaceChildren(...[words, again].filter(part => part !== null));
  }
}

/** The thinking block: open while it thinks, folded when it is over, unless somebody opened it. */
class Thoughts {
  #words = h('span');
  #text = h('div.thoughts-text');
  #shown = '';
  #began = null;
  #over = false;
  element = h('details.thoughts', { hidden: '' }, h('summary', {}, icon('think'), this.#words, icon('chevron')), this.#text);

  show(thinking, { over }) {
    if (thinking === '') return;
    if (this.element.hidden) this.#begin(over);
    this.#append(thinking);
    if (over && !this.#over) this.#end();
  }

  #begin(over) {
    this.element.hidden = false;
    if (over) return;
    this.#began = performance.now();
    this.element.open = true;
    this.element.classList.add('live');
    say(this.#words, 'thinking');
  }

  /** Only what is new is added; nothing is laid out twice. */
  #append(thinking) {
    if (thinking.startsWith(this.#shown)) this.#text.append(thinking.slice(this.#shown.length));
    else this.#text.textContent = thinking;
    this.#shown = thinking;
  }

  #end() {
    this.#over = true;
    this.element.open = false;
    this.element.classList.remove('live');
    if (this.#began === null) return void say(this.#words, 'thoughts');
    const seconds = Math.max(1, Math.round((performance.now() - this.#began) / 1000));
    say(this.#words, 'thoughtFor', { values: { seconds } });
  }
}
