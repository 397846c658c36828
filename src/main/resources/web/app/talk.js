import { Parley } from '/client/parley.js';
import { byId, h } from './dom.js';
import { language, t } from './i18n.js';
import { Older } from './older.js';
import { Outgoing } from './outgoing.js';
import { TabMemory } from './place.js';
import { Timeline } from './timeline.js';

/** The server tells a newcomer of those who are there right after it has come. */
const SETTLED_MS = 1000;

/** The conversation that the page shows: one connection, and what is told of it. Another one takes its place without a reload. */
export class Talk {
  #place;
  #page;
  #memory;
  #parley;
  #timeline;
  #outgoing;
  #older;
  #closed = false;
  /** Whether what the log has is here, or cannot be had for now: before, an empty page means nothing. */
  #isKnown = false;
  /** When we came, so that those who were there before are no news. */
  #cameAt = Infinity;

  /**
   * @param place {userId, projectId, identity}
   * @param page the parts that stay: `scroll`, `speech`, `composer`, `connection`, `presence`, `drawer`, and who is told: `on.denied(detail)`,
   *     `on.logged(projectId, seq)`, `on.began(projectId, content)`
   */
  constructor({ userId, projectId, identity }, page) {
    this.#place = { userId, projectId };
    this.#page = page;
    this.#memory = new TabMemory(this.#place);
    const { WebSocket } = page.drawer.wire;
    this.#parley = new Parley(
      { ...identity.options(), projectId, lang: language(), sessionId: this.#memory.sessionId, maxAttempts: Infinity, WebSocket });
    this.#timeline = new Timeline(freshTimeline(), userId, {
      retry: message => this.send(message),
      edit: message => this.#edit(message),
      regenerate: messageId => told(this.#parley.regenerate(messageId)),
      cancel: taskId => told(this.#parley.stop({ taskId })),
      choose: (messageId, offer) => this.#choose(messageId, offer),
      reply: target => page.composer.replyTo(target),
      jump: messageId => told(this.#jump(messageId)),
    });
    this.#outgoing = new Outgoing({ parley: this.#parley, timeline: this.#timeline, memory: this.#memory });
    this.#older = new Older(freshSign(), byId('scroll'), () => this.#loadOlder());
    this.#listen();
    this.#outgoing.restore();
    this.#beginWithOlder();
    page.scroll.stick();
    this.#settle();
  }

  get projectId() { return this.#place.projectId; }

  get isEmpty() { return this.#isKnown && this.#timeline.empty; }

  connect() { this.#parley.connect(); }

  setLang(lang) { this.#parley.setLang(lang); }

  /** Nothing of it changes the page any more. */
  close() {
    this.#closed = true;
    this.#parley.close();
  }

  /** @param message {content, attachments, replyTo}; with an id one that was said before */
  send(message) {
    this.#outgoing.say(message);
    this.#page.scroll.stick();
    this.#settle();
  }

  #edit({ id, ...message }) {
    this.#outgoing.forget(id);
    this.#page.composer.edit(message);
    this.#settle();
  }

  #choose(messageId, offer) {
    this.#outgoing.choose(messageId, offer);
    this.#page.scroll.stick();
  }

  stop() {
    for (const messageId of this.#timeline.running) told(this.#parley.stop({ messageId }));
  }

  /** What comes after the end is not for the page that shows another one. */
  #on(event, listener) { this.#parley.on(event, detail => { if (!this.#closed) listener(detail); }); }

  #listen() {
    this.#on('state', detail => this.#changed(detail));
    this.#on('sending', ({ id, state }) => this.#timeline.mark(id, state));
    this.#on('answer', answer => this.#page.speech.answer(answer));
    for (const event of ['message', 'answer', 'task', 'notice']) this.#on(event, detail => this.#show(event, detail));
    this.#on('reset', () => {
      this.#timeline.clear();
      this.#beginWithOlder();
    });
    this.#on('status', status => this.#status(status));
    this.#on('error', error => console.info('parley:', error.code, error.message));
  }

  #changed(detail) {
    this.#page.connection.show(detail);
    this.#page.drawer.state(detail);
    if (detail.state === 'open') this.#opened();
    else if (detail.state === 'reconnecting') this.#isKnown = true;
    this.#settle();
    if (detail.state === 'denied') this.#page.on.denied(detail);
  }

  #opened() {
    this.#memory.sessionId = this.#parley.sessionId;
    this.#outgoing.again();
  }

  #status({ status, details, timestamp }) {
    if (status === 'connected') {
      this.#cameAt = timestamp;
      this.#page.presence.clear();
    }
    if (status === 'queued') this.#timeline.wait(details.message_id, details.position);
    if (status === 'presence') this.#page.presence.told(details, { isNews: timestamp > this.#cameAt + SETTLED_MS });
  }

  #show(event, detail) {
    this.#timeline.show(event, detail);
    if (event === 'message' && detail.user_id === this.#place.userId) this.#said(detail);
    if (detail.seq) this.#page.on.logged(this.projectId, detail.seq);
    this.#settle();
  }

  #said({ id, seq, content }) {
    this.#outgoing.forget(id);
    if (seq === 1 && content?.trim()) this.#page.on.began(this.projectId, content);
  }

  #beginWithOlder() {
    told(this.#older.start().then(() => {
      this.#isKnown = true;
      this.#settle();
    }));
  }

  /** To what a message replies to, also where that is not loaded yet. */
  async #jump(messageId) {
    await this.#older.until(() => this.#closed || this.#timeline.element(messageId));
    const element = this.#timeline.element(messageId);
    if (element && !this.#closed) this.#page.scroll.show(element);
  }

  async #loadOlder() {
    const { entries, more } = await this.#parley.history({ limit: 30 });
    if (this.#closed) return false;
    this.#page.scroll.keep(() => this.#timeline.prepend(entries));
    const newest = entries.at(-1)?.detail.seq;
    if (newest) this.#page.on.logged(this.projectId, newest);
    this.#settle();
    return more;
  }

  /** The page as a whole after a change: empty or not, running or not. */
  #settle() {
    if (this.#closed) return;
    byId('welcome').hidden = !this.isEmpty;
    this.#page.composer.running = this.#timeline.running.length > 0;
  }
}

/** What the page shows of it comes by events; here only that it went wrong. */
function told(promise) {
  Promise.resolve(promise).catch(error => console.info('parley:', error.code, error.message));
}

function freshTimeline() {
  const list = h('ol.timeline', { id: 'timeline', 'aria-label': t('conversation') });
  byId('timeline').replaceWith(list);
  return list;
}

function freshSign() {
  const sign = h('div.older', { id: 'older', hidden: '' });
  byId('older').replaceWith(sign);
  return sign;
}
