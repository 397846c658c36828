import { h } from './dom.js';
import { icon } from './icons.js';
import { say } from './i18n.js';

/** What can be done with one conversation, below its button. The browser closes it on Esc and on clicks elsewhere. */
export class ConversationMenu {
  element = h('div.menu', { popover: 'auto', role: 'menu' });
  #on;
  #find = () => null;

  /** @param on `rename(conversation)`, `members(conversation)`, `export(conversation)`, `remove(conversation)` */
  constructor(on) {
    this.#on = on;
    this.element.addEventListener('keydown', event => this.#key(event));
  }

  /** @param find gives the button that it is of, which may be drawn anew meanwhile */
  open(find, conversation) {
    this.#find = find;
    const isOwner = conversation.role === 'owner';
    this.element.replaceChildren(
      this.#item('rename', 'pen', () => this.#on.rename(conversation)),
      this.#item('members', 'people', () => this.#on.members(conversation)),
      this.#item('export', 'export', () => this.#on.export(conversation)),
      ...(isOwner ? [this.#item('remove', 'trash', () => this.#on.remove(conversation))] : []));
    this.element.showPopover();
    this.#place(find().getBoundingClientRect());
    this.element.firstElementChild.focus();
  }

  #item(name, sign, action) {
    const item = h(`button.menu-item${name === 'remove' ? '.danger' : ''}`, { type: 'button', role: 'menuitem', tabindex: '-1' },
      icon(sign), say(h('span'), name));
    item.onclick = () => {
      this.#close();
      action();
    };
    return item;
  }

  /** Below its button, or above where there is no room. */
  #place({ right, top, bottom }) {
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const fits = bottom + height + 8 < innerHeight;
    this.element.style.left = `${Math.max(8, Math.min(right - width, innerWidth - width - 8))}px`;
    this.element.style.top = `${fits ? bottom + 4 : top - height - 4}px`;
  }

  #close() {
    this.element.hidePopover();
    this.#find()?.focus();
  }

  #key(event) {
    event.stopPropagation();
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      return this.#close();
    }
    const items = [...this.element.children];
    const at = items.indexOf(document.activeElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (next === undefined) return undefined;
    event.preventDefault();
    return items.at(next % items.length).focus();
  }
}
