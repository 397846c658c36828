import { h } from './dom.js';
import { icon } from './icons.js';
import { say } from './i18n.js';
import { render } from './markdown.js';
import { Offers } from './offers.js';

const WORDS = {
  running: 'taskRunning',
  completed: 'taskCompleted',
  failed: 'taskFailed',
  cancelled: 'taskCancelled',
};

const ICONS = { running: 'gauge', completed: 'check', failed: 'refused', cancelled: 'close' };

/** A generation task as a card: what it does now, how far it is, a way to stop it, and what came of it. */
export class Task {
  element;
  #task = {};
  #place = 0;
  #frames;
  #offers;
  #mark = h('div.task-mark');
  #title = h('div.task-title');
  #state = h('div.task-state');
  #percent = h('div.task-percent');
  #bar = h('progress', { max: '100', value: '0' });
  #result = h('div.prose.task-result', { hidden: '', tabindex: '0' });
  #cancel = say(h('button.link.task-cancel', { type: 'button' }), 'taskCancel');

  /** @param frames draws it at most once a frame; @param on `cancel()` when it shall stop, `choose(offer)` */
  constructor({ frames, on }) {
    this.#frames = frames;
    this.#offers = new Offers(on.choose);
    this.#cancel.onclick = () => {
      this.#cancel.disabled = true;
      on.cancel();
    };
    const head = h('div.task-head', {}, this.#mark, h('div.task-words', {}, this.#title, this.#state), this.#percent,
      this.#cancel);
    this.element = h('li.entry.task', {}, h('div.task-card', {}, head, this.#bar, this.#result), this.#offers.element);
  }

  /** One line of it, for those who reply. */
  get summary() { return { name: 'Parley', text: this.#title.textContent }; }

  choose(choice) { this.#offers.choose(choice); }

  /** Whether it runs no more. */
  get isOver() { return this.#task.done === true; }

  /** Its beginning may be read after its end, with an older page: then it only adds what was not known. */
  update(task) {
    this.#task = this.isOver && !task.done ? { ...task, ...this.#task } : { ...this.#task, ...task };
    this.#frames.ask(this);
  }

  /** Of ours that wait it is this one to begin, 1 the next; 0: it waits no more. */
  wait(place) {
    this.#place = place;
    this.#frames.ask(this);
  }

  paint() {
    const { status, progress = 0, done } = this.#task;
    this.element.dataset.status = status;
    this.#mark.replaceChildren(icon(ICONS[status]));
    this.#words(status);
    this.#bar.value = progress;
    this.#bar.hidden = done || this.#place > 0;
    this.#percent.textContent = `${Math.round(progress)} %`;
    this.#percent.hidden = this.#bar.hidden;
    this.#cancel.hidden = done;
    if (done) this.#finish();
  }

  /** What it is called comes from its arguments where they say so; what it does now from its phase. */
  #words(status) {
    const { args, phase, message, done, error } = this.#task;
    const title = args?.title ?? args?.subject ?? args?.topic ?? args?.kind;
    if (title) this.#title.textContent = title;
    else say(this.#title, 'task');
    if (this.#place > 0 && !done) return void say(this.#state, 'waits', { values: { place: this.#place } });
    const now = error?.message ?? message ?? (done ? null : phase);
    if (now) {
      delete this.#state.dataset.say;
      this.#state.textContent = now;
    } else say(this.#state, WORDS[status]);
  }

  #finish() {
    const { result, actions } = this.#task;
    this.#offers.show(actions);
    if (result === undefined || result === null || !this.#result.hidden) return;
    this.#result.hidden = false;
    this.#result.append(render(asMarkdown(result)));
  }
}

/** A result that is text is shown as text, anything else as its JSON. */
function asMarkdown(result) {
  if (typeof result === 'string') return result;
  const text = result.content ?? result.text ?? result.markdown;
  if (typeof text === 'string') return text;
  return `\`\`\`json\n${JSON.stringify(result, null, 2)}\n\`\`\``;
}
