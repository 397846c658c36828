import { h } from './dom.js';
import { say } from './i18n.js';

/** What the agent lets one choose: buttons, of which one is pressed, once, for everybody who reads along. */
export class Offers {
  element = say(h('div.offers', { role: 'group', hidden: '' }), 'offers', { attribute: 'label' });
  #press;
  #buttons = new Map();
  #choice = null;

  /** @param press called with the offer that somebody has pressed */
  constructor(press) { this.#press = press; }

  show(actions = []) {
    if (this.#buttons.size > 0 || actions.length === 0) return;
    for (const offer of actions) this.#buttons.set(offer, this.#button(offer));
    this.element.append(...this.#buttons.values());
    this.element.hidden = false;
    this.#paint();
  }

  /** What was chosen, as the message that says so; null where that was refused. */
  choose(choice) {
    this.#choice = choice;
    this.#paint();
  }

  /** Never `disabled`: whoever pressed it by the keyboard stays where they are. */
  #button(offer) { return h('button.offer', { type: 'button', onclick: () => this.#choice === null && this.#press(offer) }, offer.label); }

  #paint() {
    const choice = this.#choice;
    for (const [{ action, label }, button] of this.#buttons) {
      button.setAttribute('aria-disabled', choice !== null);
      button.setAttribute('aria-pressed', choice !== null && choice.action === action && choice.content === label);
    }
  }
}
