import { newId } from '/client/parley.js';

/**
 * What we say: shown at once, kept over a reload until it is in the log, and under a given id the same message again, which the
 * server takes once. A message is {content, attachments, replyTo}; with `action` and `args` it is a choice.
 */
export class Outgoing {
  #parley;
  #timeline;
  #memory;
  /** What was not taken as we were not let in, by id: it is said again when we are. */
  #kept = new Map();

  constructor({ parley, timeline, memory }) {
    this.#parley = parley;
    this.#timeline = timeline;
    this.#memory = memory;
  }

  /** What an earlier page could not get rid of. */
  restore() { this.#memory.unsent.forEach(message => this.say(message)); }

  say({ id = newId(), ...message }) {
    this.#kept.delete(id);
    this.#timeline.pend(id, message);
    this.#memory.keep({ id, ...message });
    this.#send(id, message).then(() => this.forget(id), error => this.#refused({ id, ...message }, error));
  }

  /** We are let in: what waited for that is said, under its own id, so that what the server had already is not said twice. */
  again() { [...this.#kept.values()].forEach(message => this.say(message)); }

  /** It is in the log, or shall not be said. */
  forget(id) {
    this.#kept.delete(id);
    this.#memory.release(id);
  }

  /** The same choice from two tabs is one, as they give it the same id. */
  choose(messageId, { action, label, args }) {
    this.say({ id: `${messageId}.choice`, action, args, content: label, replyTo: messageId });
  }

  #send(id, { content, action, ...more }) {
    return action ? this.#parley.action(action, { content, ...more, id }) : this.#parley.send(content, { ...more, id });
  }

  /** What will never be taken is not said again after a reload. That we are not let in now says nothing of the message. */
  #refused(message, { code, message: reason, retry }) {
    const isKept = ['DENIED', 'CLOSED'].includes(code);
    if (isKept) this.#kept.set(message.id, message);
    else if (!retry) this.#memory.release(message.id);
    this.#timeline.mark(message.id, 'refused', { reason, isFinal: !isKept && !retry });
  }
}
