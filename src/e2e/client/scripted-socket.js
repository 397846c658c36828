import { readdirSync, readFileSync } from 'node:fs';
import { Parley } from '../../main/resources/web/client/parley.js';

const GOLDEN = new URL('../../test/resources/golden/', import.meta.url);

/** The golden message of that name, as both Java and JavaScript read it. */
export const golden = name => JSON.parse(readFileSync(new URL(`${name}.json`, GOLDEN), 'utf8'));

export const goldenNames = folder => readdirSync(new URL(folder, GOLDEN))
  .filter(name => name.endsWith('.json'))
  .map(name => `${folder}/${name.slice(0, -'.json'.length)}`);

/** Fails the test that waits for something that does not come, instead of hanging. */
export function within(promise, what, ms = 5000) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`did not come: ${what}`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** What arrives, to be taken one by one in order, waiting where nothing is there yet. */
export class Arrivals {
  all = [];
  #waiting = [];
  #taken = 0;

  push(item) {
    this.all.push(item);
    this.#waiting.shift()?.();
  }

  async next(what = 'the next one') {
    if (this.all.length === this.#taken) await within(new Promise(resolve => this.#waiting.push(resolve)), what);
    this.#taken += 1;
    return this.all[this.#taken - 1];
  }
}

/** The server's side of a conversation, played by the test: handed to the client in place of a WebSocket. */
export class Script {
  dials = new Arrivals();
  events = new Arrivals();
  #clients = [];

  /** @param t the test, at whose end the clients are closed */
  constructor(t) {
    const { dials } = this;
    t.after(() => this.#clients.forEach(client => client.close()));
    this.WebSocket = class {
      sent = new Arrivals();

      constructor(url, protocols) {
        this.url = new URL(url);
        this.protocols = protocols;
        dials.push(this);
      }

      send(text) { this.sent.push(JSON.parse(text)); }

      close(code) { this.closedWith = code; }

      opens() { this.onopen?.({}); }

      says(...messages) {
        for (const message of messages) this.onmessage({ data: JSON.stringify(message) });
      }

      dies(code = 1006) { this.onclose({ code, reason: '' }); }
    };
  }

  /** A client with back-offs too short to wait for; what it tells is in `events` as {event, detail}. */
  client(options = {}) {
    const parley = new Parley({
      url: 'ws://parley.test/ws', projectId: 'p1', userId: 'u1', WebSocket: this.WebSocket, transports: ['websocket'], backoffMs: 1, ...options,
    });
    for (const event of ['state', 'message', 'answer', 'task', 'notice', 'status', 'error', 'reset']) {
      parley.on(event, detail => this.events.push({ event, detail }));
    }
    this.#clients.push(parley);
    return parley;
  }

  /** A client that is connected to a conversation with `lastSeq` entries, and its socket. */
  async connected({ lastSeq = 6, ...options } = {}) {
    const parley = this.client(options);
    const socket = await this.dials.next('a connection');
    socket.says(connected({ last_seq: lastSeq }));
    return { parley, socket };
  }

  /** The details of all events of that kind so far. */
  told(event) { return this.events.all.filter(one => one.event === event).map(one => one.detail); }

  states() { return this.told('state').map(({ state }) => state); }
}

export function connected(details = {}) {
  const status = golden('server/status');
  return { ...status, details: { ...status.details, ...details } };
}

/** The acknowledgement of what the client sent. */
export const ack = ({ id }, seq = 7) => ({ ...golden('server/ack'), id, seq });

/** Nobody answers these and the end of the test lets them fail, which is not its subject. */
export const unheard = (...promises) => promises.forEach(promise => promise.catch(() => {}));
