import { Answer } from './answer.js';
import { Frames } from './dom.js';
import { Notice, Question } from './question.js';
import { Task } from './task.js';

/**
 * The conversation as a list. Entries stand in the order of the log; an answer stands below what it answers, and
 * what was not stored yet at the end.
 */
export class Timeline {
  #list;
  #userId;
  #on;
  #frames = new Frames();
  #views = new Map();
  #pending = new Map();
  #running = new Set();
  #replaced = new Set();

  /** @param on `retry(id, content)`, `regenerate(messageId)`, `cancel(taskId)` */
  constructor(list, userId, on) {
    this.#list = list;
    this.#userId = userId;
    this.#on = on;
  }

  get empty() { return this.#views.size === 0 && this.#pending.size === 0; }

  /** The answers that run now. */
  get running() { return [...this.#running]; }

  clear() {
    this.#views.clear();
    this.#running.clear();
    this.#list.replaceChildren(...[...this.#pending.values()].map(view => view.element));
  }

  /** Our own message, before the server has it; the same id again takes the place of the first. */
  pend(id, content) {
    this.#pending.get(id)?.element.remove();
    this.#pending.delete(id);
    const view = new Question({ content, own: true, retry: () => this.#on.retry(id, content) });
    this.#pending.set(id, view);
    this.#list.append(view.element);
    view.mark('queued');
  }

  mark(id, state, reason) { this.#pending.get(id)?.mark(state, reason); }

  show(event, detail) { this.#place(event, detail, this.#firstPending()); }

  /** A page of history, oldest first, above all that is shown. */
  prepend(entries) {
    const before = this.#list.firstElementChild;
    for (const { event, detail } of entries) this.#place(event, detail, before);
  }

  #place(event, detail, before) {
    if (event === 'message' && detail.action === 'regenerate') return this.#supersede(detail.args?.message_id);
    if (detail.replaces) this.#supersede(detail.replaces);
    const id = (event === 'task' ? detail.task_id : detail.message_id) ?? Symbol('said once, past the log');
    const known = this.#views.get(id) ?? this.#adopt(detail);
    const view = known ?? this.#make(event, detail, id);
    this.#views.set(id, view);
    if (!known) this.#insert(view.element, detail, before);
    if (event === 'message') view.logged(detail, detail.user_id === this.#userId);
    else view.update(detail);
    if (event !== 'answer') return;
    if (detail.done) this.#running.delete(id);
    else this.#running.add(id);
    if (this.#replaced.has(id)) view.supersede();
  }

  /** A logged message that was pending here becomes that one, moved in front of those still pending. */
  #adopt({ id, user_id: userId }) {
    const view = userId === this.#userId ? this.#pending.get(id) : undefined;
    if (!view) return undefined;
    this.#pending.delete(id);
    const next = this.#firstPending();
    if (next && next.compareDocumentPosition(view.element) & Node.DOCUMENT_POSITION_FOLLOWING) next.before(view.element);
    return view;
  }

  #insert(element, { reply_to: replyTo, done }, before) {
    const question = done === undefined ? undefined : this.#views.get(replyTo)?.element;
    if (!question) return this.#list.insertBefore(element, before);
    let after = question;
    while (after.nextElementSibling?.dataset.replyTo === replyTo) after = after.nextElementSibling;
    element.dataset.replyTo = replyTo;
    after.after(element);
  }

  #make(event, detail, id) {
    switch (event) {
      case 'answer': return new Answer({ frames: this.#frames, regenerate: () => this.#on.regenerate(id) });
      case 'task': return new Task({ frames: this.#frames, cancel: () => this.#on.cancel(id) });
      case 'notice': return new Notice();
      default: return new Question({ ...detail, content: detail.content ?? detail.action, own: detail.user_id === this.#userId });
    }
  }

  /** Also one that is not here yet, as older pages come later. */
  #supersede(messageId) {
    this.#replaced.add(messageId);
    this.#views.get(messageId)?.supersede();
  }

  #firstPending() { return this.#pending.values().next().value?.element ?? null; }
}
