import { newId } from './ids.js';

/** Of one request: what every server of SockJS takes. */
const MOST_MESSAGES = 16;
const MOST_BYTES = 32 * 1024;

/** The close codes of a WebSocket, for who was refused before there could be any. */
const REFUSED = new Map([[400, 4403], [401, 4401], [403, 4403], [503, 1013]]);
/** Those who poll see 3000, whatever the reason was; the error before it says more. */
const GO_AWAY = 3000;
const REASONS = new Map([['UNAUTHENTICATED', 4401], ...['FORBIDDEN', 'NOT_FOUND', 'BAD_REQUEST'].map(code => [code, 4403])]);
const LOST = 1006;

const sizeOf = text => new TextEncoder().encode(text).length;

/**
 * What a WebSocket does, where there can be none: SockJS (protocol 0.3.3) by plain requests. One answer streams what comes; where
 * something on the way keeps it back, each poll is answered with what is there.
 */
export class SockJs {
  onopen = null;
  onmessage = null;
  onclose = null;
  /** Says in each request who we are; null where it goes without. May be another one of the same user. */
  token;
  #url;
  #session = newId();
  #unsent = [];
  #sending = false;
  #isOpen = false;
  #ended = false;
  #receiving = new AbortController();
  #sends = new AbortController();
  #lastError = null;

  /** @param url of `/ws`: `/sockjs` is beside it. @param streamMs how long a stream may say nothing before we poll instead */
  constructor(url, { streamMs = 3000, token = null } = {}) {
    this.token = token;
    this.#url = new URL(url);
    this.#url.protocol = this.#url.protocol.replace('ws', 'http');
    this.#listen(streamMs);
  }

  send(text) {
    this.#unsent.push(JSON.stringify(text));
    this.#flush();
  }

  close() {
    this.#ended = true;
    this.#receiving.abort();
    this.#sends.abort();
  }

  async #listen(streamMs) {
    try {
      const streams = await this.#stream(streamMs);
      if (!streams) this.#session = newId();
      while (!this.#ended) await this.#receive(streams ? 'xhr_streaming' : 'xhr');
    } catch {
      this.#lost(LOST); // the network's words for it say nothing to anybody
    }
  }

  /** Streams once. False if nothing came of it in time. */
  async #stream(streamMs) {
    let isKeptBack = false;
    const timer = setTimeout(() => {
      isKeptBack = !this.#isOpen;
      if (isKeptBack) this.#receiving.abort();
    }, streamMs);
    try {
      await this.#receive('xhr_streaming');
    } catch (failure) {
      if (!isKeptBack || this.#ended) throw failure;
      this.#receiving = new AbortController();
    } finally {
      clearTimeout(timer);
    }
    return !isKeptBack;
  }

  async #receive(what) { return this.#read(await this.#post(what, undefined, this.#receiving.signal)); }

  /** Each session is asked for with all that says who we are, so that nobody else can have it by its name. */
  #post(what, body, signal) {
    const url = new URL(`sockjs/000/${this.#session}/${what}`, this.#url);
    url.search = this.#url.search;
    return fetch(url, { method: 'POST', body, signal, cache: 'no-store', headers: this.#headers(body) });
  }

  #headers(body) {
    return {
      ...(body && { 'Content-Type': 'text/plain' }),
      ...(this.token && { Authorization: `Bearer ${this.token}` }),
    };
  }

  async #read(answer) {
    if (answer.status !== 200) return this.#refused(answer);
    const reader = answer.body.getReader();
    const decoder = new TextDecoder();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return undefined;
      const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
      rest = lines.pop();
      lines.forEach(line => this.#frame(line));
    }
  }

  #frame(line) {
    if (this.#ended) return;
    if (line === 'o' && this.#isOpen) return this.#lost(LOST); // the server has forgotten this session, and begins another under its name
    if (line === 'o') this.#opened();
    if (line[0] === 'a') JSON.parse(line.slice(1)).forEach(text => this.#message(text));
    if (line[0] === 'c') this.#lost(...JSON.parse(line.slice(1)));
  }

  #opened() {
    this.#isOpen = true;
    this.onopen?.();
    this.#flush();
  }

  #message(text) {
    this.#lastError = /"type":"error"/.test(text) ? text : null;
    if (!this.#ended) this.onmessage?.({ data: text });
  }

  /** The server says why as JSON, where it was the server. */
  async #refused(answer) {
    const text = await answer.text();
    if (/^{.*"type":"error"/.test(text)) this.#message(text);
    this.#lost(REFUSED.get(answer.status) ?? LOST);
  }

  async #flush() {
    if (!this.#isOpen || this.#sending) return;
    this.#sending = true;
    try {
      while (this.#unsent.length > 0 && !this.#ended) await this.#sendSome();
    } catch {
      this.#lost(LOST);
    } finally {
      this.#sending = false;
    }
  }

  /** One request after the other, so that all arrives in order. */
  async #sendSome() {
    let bytes = sizeOf(this.#unsent[0]);
    let count = 1;
    while (count < Math.min(MOST_MESSAGES, this.#unsent.length) && (bytes += sizeOf(this.#unsent[count])) <= MOST_BYTES) count += 1;
    const answer = await this.#post('xhr_send', `[${this.#unsent.splice(0, count)}]`, this.#sends.signal);
    if (!answer.ok) this.#lost(LOST);
  }

  #lost(code, reason = '') {
    if (this.#ended) return;
    this.close();
    const known = code === GO_AWAY && this.#lastError ? REASONS.get(JSON.parse(this.#lastError).code) : undefined;
    this.onclose?.({ code: known ?? code, reason });
  }
}
