import { icon } from './icons.js';
import { say } from './i18n.js';
import { Enclosures } from './enclosures.js';

/** Where one writes. Enter sends, Shift+Enter breaks the line, Esc stops what runs. */
export class Composer {
  #draft;
  #send;
  #stop;
  #on;
  #enclosures = new Enclosures(() => this.#enclosed());
  #running = false;

  /** @param on `send({content, attachments, replyTo})`, `stop()` */
  constructor({ box, draft, attach, send, stop }, on) {
    this.#draft = draft;
    this.#send = send;
    this.#stop = stop;
    this.#on = on;
    box.before(this.#enclosures.element);
    attach.append(icon('clip'));
    say(attach, 'attach', { attribute: 'label' });
    attach.onclick = () => this.#enclosures.toggle();
    send.append(icon('send'));
    stop.append(document.createElement('i'));
    say(send, 'send', { attribute: 'label' });
    say(stop, 'stop', { attribute: 'label' });
    send.onclick = () => this.#submit();
    stop.onclick = () => this.#on.stop();
    draft.addEventListener('input', () => this.#changed());
    draft.addEventListener('keydown', event => this.#key(event));
    document.addEventListener('keydown', event => this.#escape(event));
  }

  set placeholder(text) {
    this.#draft.placeholder = text;
    this.#draft.setAttribute('aria-label', text);
  }

  /** While an answer runs, stop stands where send was; text that waits to be sent brings send back. */
  set running(running) {
    if (running === this.#running) return;
    this.#running = running;
    this.#changed();
  }

  /** @param target {messageId, name, text} */
  replyTo(target) { this.#enclosures.replyTo(target); }

  /** Gives back what was not taken, above what was written since. @param message {content, attachments, target} */
  edit({ content, ...enclosed }) {
    this.#draft.value = [content, this.#draft.value].filter(text => text).join('\n');
    this.#enclosures.put(enclosed);
  }

  /** What went along was for a conversation that is left; the text may be for the next. */
  part() {
    this.#enclosures.clear();
    this.#changed();
  }

  focus() { this.#draft.focus({ preventScroll: true }); }

  /** An input method's Enter takes a candidate; Safari says so only by the key code 229. */
  #key(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#submit();
  }

  #escape(event) {
    if (event.key === 'Escape' && !event.isComposing && this.#running) this.#on.stop();
  }

  #submit() {
    if (!this.#enclosures.settle() || this.#empty) return;
    const message = { content: this.#draft.value.trim(), ...this.#enclosures.all };
    this.#draft.value = '';
    this.#enclosures.clear();
    this.#changed();
    this.#on.send(message);
  }

  /** Attachments alone are a message, too. */
  get #empty() { return this.#draft.value.trim() === '' && !this.#enclosures.hasAttachments; }

  #enclosed() {
    this.#changed();
    this.focus();
  }

  #changed() {
    const empty = this.#empty;
    this.#send.disabled = empty;
    this.#send.hidden = this.#running && empty;
    this.#stop.hidden = !this.#running;
    this.#draft.style.height = 'auto';
    this.#draft.style.height = `${this.#draft.scrollHeight}px`;
  }
}
