/** Whether long messages can be had compressed here. */
export const canUnpack = typeof DecompressionStream !== 'undefined';

/** The message that `text` is. Throws where it is none. */
function parsed(text) {
  const message = JSON.parse(text);
  if (typeof message?.type !== 'string') throw new TypeError('a message is an object with a type');
  return message;
}

async function inflated({ encoding, compressed }) {
  const bytes = Uint8Array.from(atob(compressed), character => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(encoding));
  return parsed(await new Response(stream).text());
}

/**
 * What one socket says, one message after the other: of a batch each, of what is compressed what was. Compressed messages are read
 * in their own time; what came after one is told after it.
 */
export class Unpacking {
  #message;
  #failed;
  #waiting = null;
  #closed = false;

  /** @param message hears each; `failed` is called once, where something is no message */
  constructor(message, failed) {
    this.#message = message;
    this.#failed = failed;
  }

  take(text) {
    if (this.#waiting) this.#waiting.push(text);
    else this.#guarded(() => this.#open(parsed(text)));
  }

  /** Nothing more is told. */
  close() { this.#closed = true; }

  #open(message) {
    if (message.type === 'compressed') this.#inflate(message);
    else this.#tell(message);
  }

  #tell(message) {
    if (this.#closed) return;
    if (message.type === 'batch') message.messages.forEach(one => this.#tell(one));
    else this.#message(message);
  }

  #inflate(message) {
    this.#waiting = [];
    inflated(message).then(original => this.#guarded(() => this.#goOn(original)), failure => this.#fail(failure));
  }

  #goOn(original) {
    const waiting = this.#waiting;
    this.#waiting = null;
    this.#tell(original);
    while (waiting.length > 0 && !this.#waiting) this.take(waiting.shift());
    this.#waiting?.push(...waiting);
  }

  #guarded(action) {
    try {
      action();
    } catch (failure) {
      this.#fail(failure);
    }
  }

  #fail(failure) {
    if (this.#closed) return;
    this.#closed = true;
    this.#failed(failure);
  }
}
