import { h } from './dom.js';
import { say, t } from './i18n.js';

const MOST_FACES = 3;
const LINES = 20;

/** Words for what the server calls it, as a state and as news. */
const STATES = { connected: 'here', reconnecting: 'comingBack' };
const NEWS = { connected: 'joined', reconnecting: 'lostConnection', disconnected: 'left' };

/** The others who are here now, as faces in the bar; who comes and goes is said, too. */
export class Presence {
  #box;
  #speech;
  #others = new Map();

  /** @param box where the faces are; @param speech a live region */
  constructor(box, speech) {
    this.#box = box;
    this.#speech = speech;
  }

  /** From each `connected` on it begins anew: whom we are not told of is not here. */
  clear() {
    this.#others.clear();
    this.#draw();
  }

  /** @param details {user_id, state} as the server says it; `isNews` is false for those who were there before us */
  told({ user_id: id, state }, { isNews }) {
    if (isNews && this.#others.get(id) !== state) this.#tell(t(NEWS[state], { name: id }));
    if (state === 'disconnected') this.#others.delete(id);
    else this.#others.set(id, state);
    this.#draw();
  }

  /** The key of a word, or null where somebody is not here. */
  stateOf(userId) { return STATES[this.#others.get(userId)] ?? null; }

  #draw() {
    const all = [...this.#others];
    const faces = all.slice(0, MOST_FACES).map(([id, state]) => face(id, state));
    const rest = all.length - faces.length;
    if (rest > 0) faces.push(say(h('li.face', { 'data-state': 'connected' }), 'andMore', { values: { count: rest } }));
    this.#box.replaceChildren(...faces);
    this.#box.hidden = all.length === 0;
  }

  #tell(text) {
    this.#speech.append(h('p', {}, text));
    while (this.#speech.childElementCount > LINES) this.#speech.firstElementChild.remove();
  }
}

function face(id, state) {
  const shown = h('li.face', { 'data-state': state, role: 'img' }, id[0].toUpperCase());
  return say(shown, state === 'connected' ? 'isHere' : 'isComingBack', { attribute: 'label', values: { name: id } });
}
