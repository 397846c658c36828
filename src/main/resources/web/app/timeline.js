import { Answer } from './answer.js';
import { Frames } from './dom.js';
import { Groups } from './groups.js';
import { Quote } from './quote.js';
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
  /** What was chosen of what an entry offers, and who waits to quote an entry; both may be known before that entry is here. */
  #chosen = new Map();
  #quotes = new Map();
  /** Of ours that wait, the place of each; also of what is not here yet. */
  #waiting = new Map();
  #groups;

  /** @param on `retry(message)`, `edit(message)`, `regenerate(messageId)`, `cancel(taskId)`, `choose(messageId, offer)`, `reply(target)`, `jump(messageId)` */
  constructor(list, userId, on) {
    this.#list = list;
    this.#userId = userId;
    this.#on = on;
    this.#groups = new Groups(list);
  }

  get empty() { return this.#views.size === 0 && this.#pending.size === 0; }

  /** The answers that run now. */
  get running() { return [...this.#running]; }

  /** The entry with this id, or undefined where it is not loaded. */
  element(messageId) { return this.#views.get(messageId)?.element; }

  clear() {
    this.#views.clear();
    this.#chosen.clear();
    this.#quotes.clear();
    this.#waiting.clear();
    this.#running.clear();
    this.#groups.clear();
    this.#list.replaceChildren(...[...this.#pending.values()].map(view => view.element));
  }

  /** Our own message, before the server has it; the same id again takes the place of the first. */
  pend(id, { replyTo, ...message }) {
    this.#pending.get(id)?.element.remove();
    this.#pending.delete(id);
    const detail = { ...message, reply_to: replyTo, user_id: this.#userId };
    const said = { id, replyTo, ...message };
    const view = this.#question(detail, { retry: () => this.#on.retry(said), edit: () => this.#edit(said) });
    this.#pending.set(id, view);
    this.#list.append(view.element);
    this.#choose(detail);
    view.mark('queued');
  }

  mark(id, state, refusal) {
    const view = this.#pending.get(id);
    view?.mark(state, refusal);
    if (view && state === 'refused') this.#refuse(view.message);
  }

  /** A message or a task of ours waits to be begun, 1 is the next; 0: it waits no more. */
  wait(id, place) {
    if (place > 0) this.#waiting.set(id, place);
    else this.#waiting.delete(id);
    this.#views.get(id)?.wait?.(place);
  }

  show(event, detail) {
    this.#place(event, detail, this.#firstPending());
    this.#groups.fold();
  }

  /** A page of history, oldest first, above all that is shown. */
  prepend(entries) {
    const top = document.createComment('older ones stand above');
    this.#list.prepend(top);
    for (const { event, detail } of entries) {
      if (event === 'task' && !detail.done) this.#rise(detail, top);
      this.#place(event, detail, top);
    }
    top.remove();
    this.#frames.flush();
    this.#groups.fold();
  }

  /** A task that runs is told of before its beginning is read; it stands where it began. */
  #rise({ task_id: id }, before) {
    const task = this.#views.get(id);
    if (task && !task.isOver) before.before(task.element);
  }

  #place(event, detail, before) {
    if (event === 'message' && detail.action === 'regenerate') return this.#supersede(detail.args?.message_id);
    if (detail.replaces) this.#supersede(detail.replaces);
    const id = (event === 'task' ? detail.task_id : detail.message_id) ?? Symbol('said once, past the log');
    const known = this.#views.get(id) ?? this.#adopt(detail);
    const view = known ?? this.#make(event, detail, id);
    this.#views.set(id, view);
    if (!known) this.#insert(view.element, detail, before);
    if (event === 'message') this.#said(view, detail);
    else view.update(detail);
    if (isBegun(detail)) this.#begun(event === 'task' ? id : detail.reply_to);
    this.#known(id, view);
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

  #said(view, detail) {
    view.logged(detail, detail.user_id === this.#userId);
    this.#choose(detail);
  }

  #begun(id) {
    if (this.#waiting.has(id)) this.wait(id, 0);
  }

  /** Those that spoke of it before it was here get to know it. */
  #known(id, view) {
    const place = this.#waiting.get(id);
    if (place) view.wait?.(place);
    const choice = this.#chosen.get(id);
    if (choice) view.choose?.(choice);
    const quotes = this.#quotes.get(id);
    if (!quotes || !view.summary?.text) return;
    for (const quote of quotes) quote.fill(view.summary);
    this.#quotes.delete(id);
  }

  /** The first choice in the log counts; until one is there, that which is on its way. */
  #choose(message) {
    const { action, reply_to: offeredBy, seq = Infinity } = message;
    if (!action || !offeredBy || seq > (this.#chosen.get(offeredBy)?.seq ?? Infinity)) return;
    this.#chosen.set(offeredBy, { ...message, seq });
    this.#views.get(offeredBy)?.choose?.(message);
  }

  /** A choice that was not taken can be made again. */
  #refuse({ action, reply_to: offeredBy }) {
    if (!action || this.#chosen.get(offeredBy)?.seq !== Infinity) return;
    this.#chosen.delete(offeredBy);
    this.#views.get(offeredBy)?.choose?.(null);
  }

  /** What was refused goes back to where it was written. */
  #edit({ id, replyTo, ...message }) {
    this.#pending.get(id).element.remove();
    this.#pending.delete(id);
    const target = this.#views.has(replyTo) ? this.#target(replyTo) : null;
    this.#on.edit({ id, target, ...message });
  }

  #question(detail, again = {}) {
    const own = detail.user_id === this.#userId;
    return new Question(detail, { own, quote: this.#quote(detail), on: { ...again, reply: id => this.#on.reply(this.#target(id)) } });
  }

  /** Of a choice the buttons show what it belongs to. */
  #quote({ reply_to: id, action }) {
    if (!id || action) return null;
    const quote = new Quote(() => this.#on.jump(id));
    const summary = this.#views.get(id)?.summary;
    if (summary) quote.fill(summary);
    else this.#quotes.set(id, [...this.#quotes.get(id) ?? [], quote]);
    return quote;
  }

  #target(id) { return { messageId: id, ...this.#views.get(id).summary }; }

  #insert(element, detail, before) {
    const after = this.#after(detail);
    if (after) after.after(element);
    else this.#list.insertBefore(element, before);
    if (detail.done !== undefined && detail.reply_to) element.dataset.replyTo = detail.reply_to;
  }

  /** Where an answer belongs: below its question and the answers to that which are there; null for what stands in the order of the log. */
  #after({ reply_to: replyTo, done }) {
    const question = done === undefined ? undefined : this.#views.get(replyTo)?.element;
    if (!question) return null;
    let after = question;
    while (after.nextElementSibling?.dataset.replyTo === replyTo) after = after.nextElementSibling;
    return after;
  }

  #make(event, detail, id) {
    switch (event) {
      case 'answer': return new Answer({ frames: this.#frames, on: this.#orders(id) });
      case 'task': return new Task({ frames: this.#frames, on: this.#orders(id) });
      case 'notice': return new Notice();
      default: return this.#question(detail);
    }
  }

  #orders(id) {
    return {
      regenerate: () => this.#on.regenerate(id),
      cancel: () => this.#on.cancel(id),
      reply: () => this.#on.reply(this.#target(id)),
      choose: offer => this.#on.choose(id, offer),
    };
  }

  /** Also one that is not here yet, as older pages come later. */
  #supersede(messageId) {
    this.#replaced.add(messageId);
    this.#views.get(messageId)?.supersede();
  }

  /** What was refused stays where it is, and what comes next stands below it. */
  #firstPending() { return [...this.#pending.values()].find(({ element }) => element.dataset.state !== 'refused')?.element ?? null; }
}

/** Whether an answer, or a task, is at work or over. */
const isBegun = ({ attempt, done }) => done === true || attempt !== undefined;
