import { ConversationMenu } from './conversation-menu.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { language, onLanguage, say, t } from './i18n.js';

const WIDE = matchMedia('(min-width: 60rem)');
const CLOSED = 'parley.sidebar';

/** The list of conversations: beside the page where there is room, else over it, with the focus kept in it and closed by Esc. */
export class Sidebar {
  #panel;
  #button;
  #conversations;
  #on;
  #current = null;
  /** What went wrong with one of them; null until then, and from the next step on. */
  #complaint = null;
  #menu;
  #shade = h('div.shade', { hidden: '' });
  #list = h('ul.conversations');
  #empty = say(h('p.note', { hidden: '' }), 'noConversations');
  #trouble = h('p.trouble', { role: 'alert', hidden: '' });
  #more = say(h('button.secondary', { type: 'button', hidden: '' }), 'showMore');
  #user = h('div.account');

  /**
   * @param panel where it is; @param button opens and closes it
   * @param on `open(projectId)`, `fresh()`, `address(projectId)`, and what the menu of a conversation does
   */
  constructor({ panel, button }, conversations, on) {
    this.#panel = panel;
    this.#button = button;
    this.#conversations = conversations;
    this.#on = on;
    this.#menu = new ConversationMenu(on);
    panel.append(this.#head(), h('div.sidebar-scroll', {}, this.#list, this.#empty, this.#more, this.#trouble), this.#user, this.#menu.element);
    panel.after(this.#shade);
    button.append(icon('menu'));
    this.#listen();
    this.#show(WIDE.matches && localStorage.getItem(CLOSED) !== 'yes');
  }

  /** @param parts what is told of who we are */
  set user(parts) { this.#user.replaceChildren(...parts); }

  set current(projectId) {
    this.#current = projectId;
    this.#complaint = null;
    if (!WIDE.matches) this.#show(false);
    this.draw();
  }

  draw() {
    const { all, more, failure } = this.#conversations;
    const worthIt = all.filter(one => one.last_seq > 0 || one.title || one.project_id === this.#current);
    const focused = document.activeElement?.closest('.conversation')?.dataset.id;
    const part = document.activeElement?.tagName.toLowerCase();
    this.#list.replaceChildren(...worthIt.map(one => this.#row(one)));
    if (focused) this.#list.querySelector(`[data-id="${CSS.escape(focused)}"] ${part}`)?.focus();
    this.#empty.hidden = worthIt.length > 0 || failure !== null;
    this.#more.hidden = !more;
    const trouble = failure?.message ?? this.#complaint;
    this.#trouble.hidden = trouble === null;
    if (this.#trouble.textContent !== trouble) this.#trouble.textContent = trouble;
  }

  /** What went wrong with one of them; null: nothing, any more. */
  complain(message) {
    this.#complaint = message;
    this.draw();
  }

  #head() {
    const fresh = h('button.fresh', { type: 'button', onclick: () => this.#fresh() }, icon('fresh'), say(h('span'), 'fresh'));
    const close = h('button.tool.sidebar-close', { type: 'button', onclick: () => this.#toggle() }, icon('close'));
    return h('div.sidebar-head', {}, say(h('h2'), 'conversations'), say(close, 'closeList', { attribute: 'label' }), fresh);
  }

  #listen() {
    this.#button.onclick = () => this.#toggle();
    this.#shade.onclick = () => this.#toggle();
    this.#more.onclick = () => this.#conversations.showMore();
    this.#panel.addEventListener('keydown', event => this.#key(event));
    WIDE.addEventListener('change', () => this.#show(WIDE.matches && localStorage.getItem(CLOSED) !== 'yes'));
    onLanguage(() => {
      this.#panel.setAttribute('aria-label', t('conversations'));
      this.draw();
    });
  }

  get #isOpen() { return !this.#panel.hidden; }

  #fresh() {
    if (!WIDE.matches) this.#show(false);
    this.#on.fresh();
  }

  #toggle() {
    this.#show(!this.#isOpen);
    if (WIDE.matches) localStorage.setItem(CLOSED, this.#isOpen ? 'no' : 'yes');
    if (this.#isOpen) this.#panel.querySelector('[aria-current], .fresh').focus();
    else this.#button.focus();
  }

  /** Over the page nothing else can be reached by the keyboard or heard. */
  #show(open) {
    const over = open && !WIDE.matches;
    this.#panel.hidden = !open;
    this.#shade.hidden = !over;
    document.body.classList.toggle('with-sidebar', open && WIDE.matches);
    for (const part of document.body.children) {
      if (part !== this.#panel && part !== this.#shade && part.tagName !== 'DIALOG') part.inert = over;
    }
    this.#button.setAttribute('aria-expanded', open);
    say(this.#button, open ? 'closeList' : 'openList', { attribute: 'label' });
  }

  #key(event) {
    if (event.key !== 'Escape' || WIDE.matches) return;
    event.stopPropagation();
    this.#toggle();
  }

  #row(one) {
    const { project_id: id, last_at: lastAt } = one;
    const isCurrent = id === this.#current;
    const isUnread = !isCurrent && this.#conversations.isUnread(one);
    const title = titleOf(one);
    const link = h('a', { href: this.#on.address(id), 'aria-current': isCurrent ? 'page' : null, onclick: event => this.#follow(event, id) },
      h('span.conversation-title', { dir: 'auto' }, title), h('span.conversation-time', {}, when(lastAt)));
    if (isUnread) link.append(say(h('span.unread', { role: 'img' }), 'unread', { attribute: 'label' }));
    const more = h('button.small', { type: 'button', 'aria-haspopup': 'menu' }, icon('more'));
    say(more, 'conversationMenu', { attribute: 'label', values: { title } });
    more.onclick = () => this.#openMenu(id, { ...one, title });
    return h(`li.conversation${isUnread ? '.new' : ''}`, { 'data-id': id }, link, more);
  }

  /** The list may be drawn anew in between, and with it the button. */
  #openMenu(id, conversation) {
    this.complain(null);
    this.#menu.open(() => this.#list.querySelector(`[data-id="${CSS.escape(id)}"] button`), conversation);
  }

  /** Another tab or window is the browser's to open. */
  #follow(event, projectId) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    if (projectId === this.#current) this.current = projectId;
    else this.#on.open(projectId);
  }
}

/** What people know it by. */
export const titleOf = conversation => conversation?.title || t('untitled');

/** The time of what is of today, else the day. */
function when(timestamp) {
  const date = new Date(timestamp);
  const isToday = date.toDateString() === new Date().toDateString();
  const wanted = isToday ? { hour: '2-digit', minute: '2-digit' } : { month: 'short', day: 'numeric' };
  return new Intl.DateTimeFormat(language(), wanted).format(date);
}
