import { say } from './i18n.js';

/** What the connection's state is to people: a pill always, a banner when something is the matter. */
export class Connection {
  #pill;
  #banner;
  #text;
  #action;
  #state = 'connecting';
  #timer;

  /** @param on `connect()` when somebody does not want to wait; `fresh()` when somebody wants another conversation */
  constructor(pill, banner, on) {
    this.#pill = pill;
    this.#banner = banner;
    [this.#text, this.#action] = banner.children;
    this.#action.onclick = () => (this.#state === 'denied' ? on.fresh() : on.connect());
    this.show({ state: 'connecting' });
  }

  /** Whether this conversation is ours to use, now or later. */
  get isUsable() { return this.#state !== 'denied'; }

  show({ state, reason }) {
    this.#state = state;
    this.#pill.dataset.state = state;
    say(this.#pill.lastElementChild, state);
    say(this.#pill, state, { attribute: 'label' });
    clearTimeout(this.#timer);
    if (state === 'open' || state === 'connecting') this.#banner.hidden = true;
    else if (state === 'reconnecting') this.#timer = setTimeout(() => this.#trouble(state, reason), 600);
    else this.#trouble(state, reason);
  }

  /** A reconnect that takes a blink is not worth a banner. */
  #trouble(state, reason) {
    const text = { closed: 'bannerClosed', denied: 'bannerDenied' }[state];
    say(this.#text, text ?? (reason === 'draining' ? 'bannerDraining' : 'bannerReconnecting'));
    say(this.#action, { closed: 'useHere', denied: 'fresh' }[state] ?? 'reconnectNow');
    this.#action.hidden = false;
    this.#banner.dataset.state = state;
    this.#banner.hidden = false;
  }
}
