import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { connected, Script, within } from './scripted-socket.js';

/** A generator of numbers in [0, 1) that gives the same ones for the same seed (mulberry32). */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

const ALPHABET = ['词', '👋', '🎨', 'a', ' ', '。', '\n', 'ß'];

/** A server that forgets nothing and a network that loses, repeats and shuffles what it may. */
class Storm {
  #next;
  #socket;
  #truth = '';
  #thoughts = '';
  #late = [];

  constructor(seed, socket) {
    this.#next = random(seed);
    this.#socket = socket;
  }

  get truth() { return this.#truth; }

  run(deltas) {
    this.#socket.says(this.#snapshot());
    for (let i = 0; i < deltas; i++) {
      this.#arrive(this.#write());
      this.#answerResumes();
    }
    this.#arrive(...this.#late);
    this.#answerResumes();
  }

  reply() {
    this.#socket.says({ ...this.#ids('ai_reply'), seq: 1, status: 'complete', content: this.#truth, thinking: this.#thoughts });
  }

  #ids(type) { return { type, timestamp: 1, project_id: 'p1', message_id: 'a1', turn_id: 't1', attempt: 1 }; }

  #snapshot() { return { ...this.#ids('ai_snapshot'), content: this.#truth, thinking: this.#thoughts }; }

  #write() {
    const piece = Array.from({ length: 1 + this.#below(6) }, () => ALPHABET[this.#below(ALPHABET.length)]).join('');
    if (this.#next() < 0.2) {
      const thinkingOffset = this.#thoughts.length;
      this.#thoughts += piece;
      return { ...this.#ids('ai_delta'), thinking_offset: thinkingOffset, thinking: piece };
    }
    const offset = this.#truth.length;
    this.#truth += piece;
    return { ...this.#ids('ai_delta'), offset, content: piece };
  }

  #arrive(...deltas) {
    for (const delta of deltas) {
      const luck = this.#next();
      if (luck < 0.1) continue; // lost
      if (luck < 0.3) this.#late.push(delta); // overtaken by others
      else this.#socket.says(delta);
      if (luck > 0.85) this.#socket.says(delta); // said twice
      if (this.#late.length > 3) this.#socket.says(...this.#late.splice(this.#below(this.#late.length), 1));
    }
  }

  #answerResumes() {
    const asked = this.#socket.sent.all.splice(0).filter(({ type }) => type === 'resume');
    for (const { last_seq: lastSeq } of asked) {
      assert.equal(lastSeq, 0);
      this.#socket.says({ type: 'status', status: 'resumed', timestamp: 1, details: {} }, this.#snapshot());
    }
  }

  #below(limit) { return Math.floor(this.#next() * limit); }
}

test('whatever deltas are lost, repeated or shuffled, the text is a growing prefix of the truth and ends as it', async t => {
  for (let seed = 1; seed <= 200; seed++) {
    const script = new Script(t);
    const { parley, socket } = await script.connected({ lastSeq: 0 });
    const storm = new Storm(seed, socket);
    let shown = '';
    parley.on('answer', ({ content }) => {
      assert.ok(content.startsWith(shown), `seed ${seed}: text was taken back`);
      assert.ok(storm.truth.startsWith(content), `seed ${seed}: ${JSON.stringify(content)} was never said`);
      shown = content;
    });

    storm.run(100);
    const healed = shown.length > storm.truth.length / 2;
    storm.reply();

    assert.ok(healed, `seed ${seed}: holes were not asked for`);
    assert.equal(shown, storm.truth, `seed ${seed}`);
    parley.close();
  }
});

const ROOMS = 3;

/** A conversation with its log, and a network that loses, repeats, shuffles, packs and cuts. */
class Weather {
  log = [];
  #next;
  #script;
  #socket;
  #late = [];
  #text = '';

  constructor(seed, script, socket) {
    this.#next = random(seed);
    this.#script = script;
    this.#socket = socket;
  }

  /** One thing happens. */
  async step() {
    this.#arrive(this.#happens());
    if (this.#next() < 0.03) await this.#cut();
    this.#answerResumes();
    if (this.#next() < 0.2) await new Promise(resolve => setImmediate(resolve)); // what is compressed is read meanwhile
  }

  /** All that was held back comes, and then the network is as it should be. */
  async clear() {
    this.#say(...this.#late.splice(0));
    this.#end();
    await this.#cut();
  }

  #happens() {
    const luck = this.#next();
    if (luck < 0.1) return this.#append({ type: 'message', user_id: 'u2', content: this.#piece(), id: `c${this.log.length}` });
    if (luck < 0.2) return this.#end();
    const delta = { type: 'ai_delta', ...this.#ids(), offset: this.#text.length, content: this.#piece() };
    this.#text += delta.content;
    return delta;
  }

  #end() {
    const reply = this.#append({ type: 'ai_reply', ...this.#ids(), status: 'complete', content: this.#text, thinking: '' });
    this.#text = '';
    return reply;
  }

  #append(entry) {
    const logged = { message_id: `m${this.log.length + 1}`, ...entry, seq: this.log.length + 1, timestamp: 1, project_id: 'p1' };
    this.log.push(logged);
    return logged;
  }

  #ids() {
    const answers = this.log.filter(({ type }) => type === 'ai_reply').length;
    return { message_id: `a${answers}`, turn_id: `t${answers}`, attempt: 1 };
  }

  #piece() { return Array.from({ length: 1 + this.#below(40) }, () => ALPHABET[this.#below(ALPHABET.length)]).join(''); }

  /** Lost, late, once, or twice. */
  #arrive(message) {
    const luck = this.#next();
    if (luck < 0.1) return;
    this.#late.push(message);
    if (luck < 0.35) return;
    if (luck > 0.85) this.#late.push(message);
    this.#say(...this.#late.splice(luck < 0.5 ? this.#below(this.#late.length) : 0, 1 + this.#below(ROOMS)));
  }

  /** Each by itself, or several as one, or compressed. */
  #say(...messages) {
    const several = messages.length > 1 && this.#next() < 0.5 ? [{ type: 'batch', timestamp: 1, messages }] : messages;
    several.forEach(message => this.#socket.says(this.#next() < 0.3 ? compressed(message) : message));
  }

  #since(lastSeq) {
    const snapshot = { type: 'ai_snapshot', ...this.#ids(), content: this.#text, thinking: '' };
    return [...this.log.slice(lastSeq), ...(this.#text ? [snapshot] : [])];
  }

  #answerResumes() {
    const asked = this.#socket.sent.all.splice(0).filter(({ type }) => type === 'resume');
    for (const { last_seq: lastSeq } of asked) {
      this.#say({ type: 'status', status: 'resumed', timestamp: 1, details: {} }, ...this.#since(lastSeq));
    }
  }

  async #cut() {
    this.#socket.dies();
    this.#socket = await this.#script.dials.next('another connection');
    this.#socket.says(connected());
    this.#say(...this.#since(Number(this.#socket.url.searchParams.get('last_seq'))));
  }

  #below(limit) { return Math.floor(this.#next() * limit); }
}

const compressed = message => ({ type: 'compressed', timestamp: 1, original: 0, encoding: 'deflate',
  compressed: deflateSync(JSON.stringify(message)).toString('base64') });

test('whatever is lost, repeated, shuffled, packed or cut, what is told is the log, once and in order', async t => {
  for (let seed = 1; seed <= 40; seed++) {
    const script = new Script(t);
    const { parley, socket } = await script.connected({ lastSeq: 0, maxAttempts: Infinity });
    const weather = new Weather(seed, script, socket);
    const told = [];
    const texts = new Map();
    let all = () => {};
    const note = entry => {
      if (entry.seq) told.push(entry);
      all();
    };
    parley.on('message', note);
    parley.on('answer', answer => {
      const before = texts.get(answer.message_id) ?? '';
      assert.ok(answer.content.startsWith(before), `seed ${seed}: text was taken back`);
      texts.set(answer.message_id, answer.content);
      note(answer);
    });

    for (let i = 0; i < 150; i++) await weather.step();
    await weather.clear();
    await within(new Promise(resolve => {
      all = () => { if (told.length >= weather.log.length) resolve(); };
      all();
    }), `seed ${seed}: the end of the log`);

    const said = ({ seq, content }) => [seq, content];
    assert.deepEqual(told.map(said), weather.log.map(said), `seed ${seed}`);
    parley.close();
  }
});
