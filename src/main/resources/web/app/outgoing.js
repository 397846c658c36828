import { newId } from '/client/parley.js';

/**
 * What we say: shown at once, kept over a reload until it is in the log, and under a given id the same message again, which the
 * server takes once. A message is {content, attachments, replyTo}; with `action` and `args` it is a choice.
 */
export class Outgoing {
  #parley;
  #timeline;
  #memory;

  constructor({ parley, timeline, memory }) {
    this.#parley = parley;
    this.#timeline = timeline;
    this.#memory = memory;
  }

  /** What an earlier page could not get rid of. */
  restore() { this.#memory.unsent.forEach(message => this.say(message)); }

  say({ id = newId(), ...message }) {
    this.#timeline.pend(id, message);
    this.#memory.keep({ id, ...message });
    this.#send(id, message).then(() => this.#memory.release(id), error => this.#refused(id, error));
  }

  /** The same choice from two tabs is one, as they give it the same id. */
  choose(messageId, { action, label, args }) {
    this.say({ id: `${messageId}.choice`, action, args, content: label, replyTo: messageId });
  }

  #send(id, { content, action, ...more }) {
    return action ? this.#parley.action(action, { content, ...more, id }) : this.#parley.send(content, { ...more, id });
  }

  /** What will never be taken is not said again after a reload. */
  #refused(id, error) {
    if (!error.retry) this.#memory.release(id);
    this.#timeline.mark(id, 'refused', error.message);
  }
}
