import { say } from './i18n.js';

/** What the connection's state is to people: a pill always, a banner when something is the matter. */
export class Connection {
  #pill;
  #banner;
  #text;
  #action;
  #connect;
  #timer;

  /** @param connect called when somebody does not want to wait */
  constructor(pill, banner, connect) {
    this.#pill = pill;
    this.#banner = banner;
    [this.#text, this.#action] = banner.children;
    this.#connect = connect;
    this.#action.onclick = () => this.#connect();
    this.show({ state: 'connecting' });
  }

  show({ state, reason }) {
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
    this.#action.hidden = state === 'denied';
    if (state !== 'denied') say(this.#action, state === 'closed' ? 'useHere' : 'reconnectNow');
    this.#banner.dataset.state = state;
    this.#banner.hidden = false;
  }
}
