import { h } from './dom.js';
import { icon } from './icons.js';
import { say } from './i18n.js';
import { nameAndHost, webAddress } from './links.js';

const MOST = 10;

/** What goes along with the next message: addresses, and what it replies to. Shown above the text. */
export class Enclosures {
  element;
  #changed;
  #addresses = new Set();
  #target = null;
  #reply = h('div.enclosed-reply', { hidden: '' });
  #chips = h('ul.chips', { hidden: '' });
  #field = h('input.address-field', { type: 'url', inputmode: 'url', autocomplete: 'off', placeholder: 'https://' });
  #error = h('p.address-error', { role: 'alert', hidden: '' });
  #form;

  /** @param changed called when there is more or less of it; also where somebody is done with it and wants to write on */
  constructor(changed) {
    this.#changed = changed;
    say(this.#field, 'address', { attribute: 'label' });
    this.#field.addEventListener('keydown', event => this.#key(event));
    const add = say(h('button.link', { type: 'button', onclick: () => this.#add() }), 'addAddress');
    this.#form = h('div.address', { hidden: '' }, icon('clip'), this.#field, add, this.#cross('close', () => this.#fold()));
    this.element = h('div.enclosures', {}, this.#reply, this.#chips, this.#form, this.#error);
  }

  /** `{attachments, replyTo}`, each only where there is one. */
  get all() {
    return {
      attachments: this.#addresses.size > 0 ? [...this.#addresses] : undefined,
      replyTo: this.#target?.messageId,
    };
  }

  get hasAttachments() { return this.#addresses.size > 0; }

  /** Asks for an address, or no longer. */
  toggle() {
    if (!this.#form.hidden) return this.#fold();
    this.#form.hidden = false;
    return this.#field.focus();
  }

  /** @param target {messageId, name, text} */
  replyTo(target) {
    this.#target = target;
    const line = h('span.quote-text', {}, target.text);
    const drop = this.#cross('notReply', () => this.#dropReply());
    this.#reply.replaceChildren(icon('reply'), h('span.quote-name', {}, target.name), line, drop);
    this.#reply.hidden = false;
    this.#changed();
  }

  /** Gives back what went along with a message. */
  put({ attachments = [], target }) {
    attachments.forEach(address => this.#addresses.add(address));
    if (target) this.replyTo(target);
    this.#fold();
  }

  /** Adds what was typed and not added yet. False where that is no address, which is said. */
  settle() { return this.#form.hidden || this.#field.value.trim() === '' || this.#add(); }

  clear() {
    this.#addresses.clear();
    this.#target = null;
    this.#reply.hidden = true;
    this.#form.hidden = true;
    this.#paint();
  }

  #add() {
    const address = webAddress(this.#field.value);
    if (!address) return this.#complain('notAnAddress');
    if (this.#addresses.size === MOST) return this.#complain('tooMany');
    this.#addresses.add(address);
    this.#fold();
    return true;
  }

  /** An input method's Enter takes a candidate. */
  #key(event) {
    if (event.isComposing || !['Enter', 'Escape'].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Enter') this.#add();
    else this.#fold();
  }

  /** False, for {@link #add}. */
  #complain(key) {
    say(this.#error, key);
    this.#error.hidden = false;
    this.#field.setAttribute('aria-invalid', 'true');
    this.#field.focus();
    return false;
  }

  #fold() {
    this.#form.hidden = true;
    this.#paint();
    this.#changed();
  }

  #dropReply() {
    this.#target = null;
    this.#reply.hidden = true;
    this.#changed();
  }

  #paint() {
    this.#field.value = '';
    this.#field.removeAttribute('aria-invalid');
    this.#error.hidden = true;
    this.#chips.hidden = this.#addresses.size === 0;
    this.#chips.replaceChildren(...[...this.#addresses].map(address => this.#chip(address)));
  }

  #chip(address) {
    const drop = this.#cross('dropAddress', () => {
      this.#addresses.delete(address);
      this.#fold();
    });
    return h('li.chip', { title: address }, icon('clip'), ...nameAndHost(address), drop);
  }

  #cross(words, onclick) {
    return say(h('button.cross', { type: 'button', onclick }, icon('close')), words, { attribute: 'label' });
  }
}
