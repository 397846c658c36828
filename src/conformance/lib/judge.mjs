import { inflateSync } from 'node:zlib';
import { misfits, serverSchema } from './schema.mjs';
import { Texts } from './texts.mjs';

const SCHEMA = serverSchema();
const RETRY = {
  BAD_REQUEST: false, UNAUTHENTICATED: false, FORBIDDEN: false, CONN_NOT_FOUND: false, NOT_FOUND: false, CONFLICT: false,
  MSG_TOO_LARGE: false, RATE_LIMIT: true, BUSY: true, SLOW_CONSUMER: true, UNAVAILABLE: true, INTERNAL_ERROR: false,
};

/**
 * Holds all that one connection hears against what the protocol promises always: the fields of each message, its conversation,
 * `seq` without gap or repetition, texts by position, progress that does not go back.
 */
export class Judge {
  violations = [];
  #texts = new Texts(what => this.#violation(what));
  #progress = new Map();
  #projectId;
  #packing;
  /** What the next entry of the log must be; null: whatever comes. */
  #next = null;
  #asked;

  /** @param asked the `last_seq` that the client named, undefined where it named none; null where anything may follow */
  constructor({ projectId, asked, packing }) {
    this.#projectId = projectId;
    this.#asked = asked;
    this.#packing = packing;
  }

  /** The client asks to resume after `lastSeq`. */
  resuming(lastSeq) { this.#asked = lastSeq ?? null; }

  /** Judges one frame; gives the messages in it. */
  hear(text) {
    try {
      return this.#open(JSON.parse(text));
    } catch (error) {
      this.#violation(`${error.message}: ${text.slice(0, 100)}`);
      return [];
    }
  }

  #violation(what) { this.violations.push(what); }

  #open(message) {
    if (typeof message?.type !== 'string') throw new Error('it is no object with a type');
    if (message.type !== 'batch' && message.type !== 'compressed') return [this.#judged(message)];
    if (!this.#packing) this.#violation(`${message.type} came, and was not asked for`);
    if (!this.#fits(message)) return [];
    return message.type === 'batch' ? message.messages.map(one => this.#judged(one)) : this.#open(this.#unpacked(message));
  }

  #unpacked({ compressed, original }) {
    const bytes = inflateSync(Buffer.from(compressed, 'base64'));
    if (bytes.length !== original) this.#violation(`compressed: original is ${original}, not ${bytes.length}`);
    return JSON.parse(bytes.toString('utf8'));
  }

  #judged(message) {
    if (!this.#fits(message)) return message; // what it says beyond that cannot be told
    this.#belongs(message);
    if (message.type === 'status') this.#status(message);
    else if (message.type === 'error') this.#error(message);
    else if (message.type === 'progress') this.#advance(message);
    else this.#texts.hear(message);
    if (this.isLogged(message)) this.#counts(message);
    return message;
  }

  isLogged({ type, seq }) { return type !== 'ack' && seq !== undefined; }

  /** A type that is not known may come: clients ignore it. */
  #fits(message) {
    const schema = SCHEMA.definitions[message.type];
    const wrong = schema?.properties ? misfits(SCHEMA, schema, message) : [];
    wrong.forEach(what => this.#violation(`${message.type}: ${what}`));
    return wrong.length === 0;
  }

  #belongs({ type, project_id: projectId }) {
    if (projectId !== undefined && projectId !== this.#projectId) this.#violation(`${type} is of the conversation ${projectId}`);
  }

  #status({ status, details }) {
    if (status === 'connected') this.#next = this.#asked === undefined ? this.#place(details, 'last_seq') + 1 : this.#after();
    if (status === 'resumed') this.#next = this.#after();
    if (status === 'reset') this.#next = this.#place(details, 'from_seq');
  }

  #place(details, name) {
    if (!Number.isInteger(details[name])) throw new Error(`details.${name} is no number`);
    return details[name];
  }

  #after() { return this.#asked === null ? null : this.#asked + 1; }

  #error({ code, retry, retry_after_ms: after }) {
    if (RETRY[code] !== retry) this.#violation(`error ${code} says retry ${retry}`);
    if (retry && after === undefined) this.#violation(`error ${code} does not say retry_after_ms`);
  }

  #advance({ task_id: task, attempt, progress }) {
    const known = this.#progress.get(task);
    if (progress < 0 || progress > 100) this.#violation(`progress is ${progress}`);
    if (known?.attempt === attempt && progress < known.progress) this.#violation(`progress goes back from ${known.progress} to ${progress}`);
    this.#progress.set(task, { attempt, progress });
  }

  #counts({ type, seq }) {
    if (this.#next !== null && seq !== this.#next) this.#violation(`${type} has seq ${seq} where ${this.#next} was due`);
    this.#next = seq + 1;
  }
}
