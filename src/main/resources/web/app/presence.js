import { h } from './dom.js';
import { say, t } from './i18n.js';

const MOST_FACES = 3;
/** How long what happened last stands beside the faces. */
const NEWS_MS = 5000;
const LINES = 20;

/** Words for what the server calls it, as a state and as news. */
const STATES = { connected: 'here', reconnecting: 'comingBack' };
const NEWS = { connected: 'joined', reconnecting: 'lostConnection', disconnected: 'left' };

/** The others who are here now, as faces in the bar; who comes and goes is said, too. */
export class Presence {
  #box;
  #speech;
  #latest;
  #timer = null;
  #others = new Map();

  /** @param box where the faces are; @param latest where one reads what happened last; @param speech a live region for those who hear it */
  constructor({ box, latest, speech }) {
    this.#box = box;
    this.#latest = latest;
    this.#speech = speech;
  }

  /** From each `connected` on it begins anew: whom we are not told of is not here. */
  clear() {
    this.#others.clear();
    this.#latest.textContent = '';
    this.#draw();
  }

  /** @param details {user_id, state} as the server says it; `isNews` is false for those who were there before us */
  told({ user_id: id, state }, { isNews }) {
    const before = this.#others.get(id);
    if (isNews && before !== state) this.#tell(id, before, state);
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

  /** That somebody left who was not here is no news: a server that has taken over may say so. */
  #tell(id, before, state) {
    const news = before === 'reconnecting' && state === 'connected' ? 'cameBack' : NEWS[state];
    if (!news || (state === 'disconnected' && !before)) return;
    const text = t(news, { name: id });
    this.#speech.append(h('p', {}, text));
    while (this.#speech.childElementCount > LINES) this.#speech.firstElementChild.remove();
    this.#latest.textContent = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => { this.#latest.textContent = ''; }, NEWS_MS);
  }
}

function face(id, state) {
  const shown = h('li.face', { 'data-state': state, role: 'img' }, id[0].toUpperCase());
  return say(shown, state === 'connected' ? 'isHere' : 'isComingBack', { attribute: 'label', values: { name: id } });
}
