/**
 * Parley's client, for browsers and Node. One conversation, one socket, every message once and in order.
 *
 *     import { Parley } from '/client/parley.js';
 *     const parley = new Parley({ projectId: 'demo', userId: 'alice' });
 *     parley.on('answer', answer => show(answer.message_id, answer.content, answer.done));
 *     await parley.send('Hello!');
 *
 * It reconnects by itself, asks for what it missed, and sends again what was not acknowledged. Text arrives
 * assembled: positions, attempts and resumes stay inside. Options and events are told in parley.d.ts. Read on in link.js (the socket, or sockjs.js
 * where there can be none; token.js says who we are), outbox.js (what we
 * send), transcript.js (what we are told) and hole.js (what is missing of that).
 */
import { Hole } from './hole.js';
import { newId } from './ids.js';
import { Link } from './link.js';
import { readOptions } from './options.js';
import { Outbox, ParleyError } from './outbox.js';
import { packing } from './packing.js';
import { Transcript } from './transcript.js';

export { newId, ParleyError };

/** The kinds of event that `on` knows. */
const EVENTS = ['state', 'message', 'answer', 'task', 'notice', 'status', 'error', 'sending', 'reset'];

export class Parley {
  #options;
  #link;
  #outbox;
  #transcript;
  #hole = new Hole(() => this.#resume());
  #listeners = new Map(EVENTS.map(event => [event, new Set()]));

  /** Connects at once. Throws a TypeError that says what is wrong with the options. */
  constructor(given) {
    const options = readOptions(given);
    this.#options = options;
    this.#transcript = new Transcript({
      emit: (event, detail) => this.#emit(event, detail),
      resume: () => this.#hole.found(),
    });
    this.#transcript.sessionId = options.sessionId ?? null;
    this.#outbox = new Outbox(options, {
      write: text => this.#link.write(text),
      report: (id, state) => this.#emit('sending', { id, state }),
    });
    this.#link = new Link(options, {
      url: (address, transport) => this.#url(address, transport),
      state: detail => this.#changed(detail),
      message: message => this.#receive(message),
    });
    this.#link.open();
  }

  /** `connecting`, `open`, `reconnecting`, `closed` (given up, or by us) or `denied` (will not be let in). */
  get state() { return this.#link.state; }

  /** The session to resume after a reload, once connected. */
  get sessionId() { return this.#transcript.sessionId; }

  /** What the server said of itself when it let us in: limits, durability, ids. Null before. */
  get server() { return this.#transcript.server; }

  /**
   * Listens; the result stops listening. Events: `state` {state, reason, message, code, delayMs}; `message` (a user's, as
   * logged); `answer` {message_id, content, thinking, status, done, …}; `task` {task_id, status, progress, …};
   * `notice`; `status`; `error` {code, message, retry}; `sending` {id, state: queued|sent|stored|refused};
   * `reset` (forget all that is shown).
   */
  on(event, listener) {
    const set = this.#listeners.get(event);
    if (!set) throw new TypeError(`no event ${event}; there are ${EVENTS.join(', ')}`);
    set.add(listener);
    return () => set.delete(listener);
  }

  /** Says something. Settles with its `ack` {id, message_id, seq, duplicate}: from then on it is in the log, once. */
  send(content, { attachments, replyTo, metadata, id } = {}) {
    return this.#ask({ type: 'chat', id, content, attachments, reply_to: replyTo, metadata });
  }

  /** Tells the agent of a click or a choice; `replyTo` is what offered it. Settles with its `ack`. */
  action(action, { content, args, replyTo, metadata, id } = {}) {
    return this.#ask({ type: 'action', id, action, content, args, reply_to: replyTo, metadata });
  }

  /**
   * Cancels an answer or task, by `{messageId}`, `{taskId}` or the `{id}` of our message; by default all that run, and our
   * questions whose answer has not begun. Settles when each has ended. A message that was not sent yet is taken back: its promise fails
   * with `CANCELLED`.
   */
  async stop(target) {
    const targets = target ? [target] : this.#transcript.running();
    return Promise.all(targets.map(({ messageId, taskId, id }) =>
      this.#command('cancel', { message_id: messageId, task_id: taskId, id })));
  }

  /** Asks for another answer in place of this one, by default the latest. Settles with its `ack`. */
  async regenerate(messageId = this.#transcript.latestAnswer) {
    return this.#command('regenerate', { message_id: messageId ?? undefined });
  }

  /** Starts a generation task; `task` events tell of it. Settles with its `ack`. */
  generate(args) { return this.#command('generate', args); }

  /** Older entries, the next page of them unless `beforeSeq` says otherwise: {entries: [{event, detail}], more}. */
  async history({ beforeSeq = this.#transcript.firstSeq, limit = 50 } = {}) {
    const args = { before_seq: beforeSeq ?? undefined, limit };
    const { messages, more } = await this.#command('history', args, 'history');
    return { entries: this.#transcript.older(messages), more };
  }

  /** The commands that this server knows. */
  async help() { return (await this.#command('help', {}, 'help')).commands; }

  /** Changes the language of the server's own words; reconnects and resumes. */
  setLang(lang) {
    this.#options.lang = lang;
    this.#link.replace('language');
  }

  /** Tries again at once: after `closed`, or instead of waiting while `reconnecting`. */
  connect() { this.#link.open(); }

  /** Ends it. What was not acknowledged fails with `CLOSED`. */
  close() { this.#link.close(); }

  #command(command, args, expects) { return this.#ask({ type: 'command', command, args }, expects); }

  #ask(message, expects = 'ack') {
    const id = message.id ?? newId();
    return this.#outbox.add({ ...message, id }, expects);
  }

  #url(address, transport) {
    const url = new URL(address);
    const { projectId, userId, lang } = this.#options;
    const { sessionId, lastSeq } = this.#transcript;
    const query = { project_id: projectId, user_id: userId, lang, session_id: sessionId, last_seq: lastSeq, ...packing(this.#options, url, transport) };
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined && value !== null) url.searchParams.set(name, value);
    }
    return url.href;
  }

  #changed(detail) {
    if (detail.state !== 'open') this.#hole.mended(); // the next connection begins where we are
    if (detail.state === 'open') this.#outbox.opened(this.#transcript.server.max_message_bytes);
    else if (detail.state === 'closed' || detail.state === 'denied') this.#outbox.fail(detail);
    else this.#outbox.lost();
    this.#emit('state', detail);
  }

  #receive(message) {
    if (message.type === 'error') return this.#refused(message);
    if (message.type === 'pong') this.#hole.beat();
    if (message.type === 'status' && ['resumed', 'reset'].includes(message.status)) this.#hole.mended();
    this.#outbox.answered(message, this.#transcript.server?.user_id);
    this.#transcript.receive(message);
  }

  #refused(error) {
    this.#hole.refused(error);
    if (error.code === 'CONN_NOT_FOUND') this.#link.renew(error.code);
    else if (this.#outbox.refused(error)) return;
    this.#emit('error', error);
  }

  /** Asks for what is missing; the id of the question, null where there is nobody to ask. */
  #resume() {
    const id = newId();
    const { sessionId, lastSeq } = this.#transcript;
    const message = { type: 'resume', id, session_id: sessionId, last_seq: lastSeq ?? undefined };
    return this.#link.write(JSON.stringify(message)) ? id : null;
  }

  #emit(event, detail) {
    for (const listener of [...this.#listeners.get(event)]) {
      try {
        listener(detail);
      } catch (failure) {
        queueMicrotask(() => { throw failure; }); // it is the listener's, and must not cost us what comes next
      }
    }
  }
}
