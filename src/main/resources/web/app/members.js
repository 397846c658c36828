import { Dialog, field } from './dialogs.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { say, t } from './i18n.js';

/** As the protocol has ids. */
const ID = /^[A-Za-z0-9._:@|~-]{1,128}$/;

/** Who takes part in a conversation: everybody listed, and where it is not open to all, ways to invite and remove. */
export class Members {
  #api;
  #conversation;
  #on;
  #list = h('ul.members');
  #note = h('p.note', { hidden: '' });
  #invite;
  #dialog;

  /** @param on `userId`: who we are; `stateOf(userId)`: a word of presence, or null; `left()`: we are no member any more */
  constructor(api, conversation, on) {
    this.#api = api;
    this.#conversation = conversation;
    this.#on = on;
    this.#invite = field({ label: 'inviteLabel', button: 'invite', maxlength: 128, required: '', autocapitalize: 'off', spellcheck: 'false' },
      (userId, button) => this.#add(userId, button));
    this.#invite.element.hidden = true;
    this.#dialog = new Dialog('membersOf', { title: conversation.title }, this.#list, this.#note, this.#invite.element);
  }

  open() {
    this.#dialog.open();
    this.#dialog.attempt(this.#invite.button, () => this.#show());
  }

  get #id() { return this.#conversation.project_id; }

  async #show() {
    const { members, open } = await this.#api.members(this.#id);
    const isOwner = members.some(({ user_id: id, role }) => id === this.#on.userId && role === 'owner');
    this.#list.replaceChildren(...members.map(member => this.#row(member, { open, isOwner })));
    this.#invite.element.hidden = open;
    this.#note.hidden = !open;
    if (open) say(this.#note, 'openToAll');
  }

  #row({ user_id: id, role }, { open, isOwner }) {
    const isMe = id === this.#on.userId;
    const state = this.#on.stateOf(id);
    const words = h('span.member-words', {}, say(h('span'), role === 'owner' ? 'owner' : 'member'),
      state ? h('span', {}, ' · ', say(h('span'), state)) : null);
    const name = h('span.member-name', { dir: 'auto' }, id);
    if (isMe) name.append(' ', say(h('span.note'), 'thisIsYou'));
    const mayGo = !open && role !== 'owner' && (isMe || isOwner);
    return h('li.member', {}, h('span.face', { 'aria-hidden': 'true', 'data-state': isMe ? null : state ?? 'away' }, id[0].toUpperCase()),
      h('div.member-text', {}, name, words), mayGo ? this.#removal(id, isMe) : null);
  }

  #removal(id, isMe) {
    const button = h('button.small', { type: 'button' }, icon(isMe ? 'leave' : 'close'));
    say(button, isMe ? 'leave' : 'removeMember', { attribute: 'label', values: { name: id } });
    button.onclick = () => this.#dialog.attempt(button, async () => {
      await this.#api.removeMember(this.#id, id);
      if (!isMe) return this.#show();
      this.#dialog.close();
      return this.#on.left();
    });
    return button;
  }

  async #add(userId, button) {
    const added = await this.#dialog.attempt(button, async () => {
      if (!ID.test(userId)) throw new TypeError(t('noUserId'));
      await this.#api.invite(this.#id, userId);
      await this.#show();
    });
    if (!added) return;
    this.#invite.input.value = '';
    this.#invite.input.focus();
  }
}
