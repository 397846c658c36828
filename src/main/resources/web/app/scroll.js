import { icon } from './icons.js';
import { say } from './i18n.js';

const NEAR = 48;

/** Follows the end of the conversation while the reader is there, and never otherwise. */
export class Scroll {
  #box;
  #button;
  #stuck = true;
  #top = 0;

  constructor(box, column, button) {
    this.#box = box;
    this.#button = button;
    button.append(icon('down'));
    say(button, 'latest', { attribute: 'label' });
    button.onclick = () => this.stick();
    box.addEventListener('scroll', () => this.#moved(), { passive: true });
    const follow = new ResizeObserver(() => this.#follow());
    follow.observe(column);
    follow.observe(box);
  }

  /** Goes to the end and stays there. */
  stick() {
    this.#stuck = true;
    this.#follow();
  }

  /** Shows `element`, wherever it is, and follows the end no longer. */
  show(element) {
    this.#stuck = false;
    element.scrollIntoView({ block: 'center' });
    this.#top = this.#box.scrollTop;
    this.#show();
    element.setAttribute('tabindex', '-1');
    element.focus({ preventScroll: true });
    element.classList.add('found');
    element.addEventListener('animationend', () => element.classList.remove('found'), { once: true });
  }

  /** Changes what stands above without moving what is being read. */
  keep(change) {
    const fromEnd = this.#box.scrollHeight - this.#box.scrollTop;
    change();
    this.#box.scrollTop = this.#box.scrollHeight - fromEnd;
    this.#top = this.#box.scrollTop;
  }

  #follow() {
    if (this.#stuck) this.#box.scrollTop = this.#box.scrollHeight;
    this.#show();
  }

  /** Any step upward lets go, even a small one, and nothing else: more may have come below. Coming near the end takes hold again. */
  #moved() {
    const { scrollTop } = this.#box;
    const up = scrollTop < this.#top - 1;
    this.#top = scrollTop;
    this.#stuck = up ? this.#distance() < 2 : this.#stuck || this.#distance() < NEAR;
    this.#show();
  }

  #distance() { return this.#box.scrollHeight - this.#box.scrollTop - this.#box.clientHeight; }

  #show() { this.#button.hidden = this.#stuck || this.#distance() < NEAR; }
}
