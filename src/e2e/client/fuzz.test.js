import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Script } from './scripted-socket.js';

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
