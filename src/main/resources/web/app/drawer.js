import { h } from './dom.js';
import { icon } from './icons.js';
import { onLanguage, say, t } from './i18n.js';
import { FrameList } from './frames.js';
import { copyButton } from './markdown.js';
import { Wire } from './wire.js';

/** The playground: what passes on the socket, and buttons that break it, so that one sees how nothing is lost. */
export class Drawer {
  wire;
  #button;
  #panel;
  #frames;
  #list = h('ol.frames', { tabindex: '0' });
  #toggles = new Map();

  /** @param button opens and closes it; @param panel where it is */
  constructor(button, panel) {
    this.#button = button;
    this.#panel = panel;
    this.#frames = new FrameList(this.#list);
    this.wire = new Wire({ frame: frame => this.#frames.add(frame) });
    button.append(icon('flask'));
    say(button, 'playground', { attribute: 'label' });
    button.onclick = () => this.#show(panel.hidden);
    panel.append(this.#head(), this.#faults(), this.#tools(), this.#list);
    panel.addEventListener('keydown', event => this.#key(event));
    onLanguage(() => {
      panel.setAttribute('aria-label', t('playground'));
      this.#list.setAttribute('aria-label', t('frames'));
    });
  }

  /** How the connection is now, between the frames. */
  state({ state, reason, delayMs }) {
    const wait = delayMs > 0 ? ` (${Math.round(delayMs)} ms)` : '';
    this.#frames.add({ way: 'note', text: `${state}${reason ? `: ${reason}` : ''}${wait}` });
  }

  #show(shown) {
    this.#panel.hidden = !shown;
    this.#button.setAttribute('aria-expanded', shown);
    this.#frames.shown = shown;
    (shown ? this.#panel.querySelector('.fault') : this.#button).focus();
  }

  #key(event) {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    this.#show(false);
  }

  #head() {
    const close = h('button.small', { type: 'button', onclick: () => this.#show(false) }, icon('close'));
    return h('div.drawer-head', {}, say(h('h2'), 'playground'), say(close, 'closeDrawer', { attribute: 'label' }));
  }

  #faults() {
    const drop = h('button.fault', { type: 'button', onclick: () => this.wire.drop() }, icon('plug'), say(h('span'), 'dropSocket'));
    return h('div.drawer-faults', {}, say(h('p'), 'playgroundHint'), h('div.faults', {}, drop, this.#toggle('offline', 'goOffline', 'offline'),
      this.#toggle('duplicating', 'duplicate', 'copy'), this.#toggle('slow', 'slowNetwork', 'queued')));
  }

  /** A fault that stays until it is taken back; the bar's button tells of it while the drawer is closed. */
  #toggle(fault, words, sign) {
    const button = h('button.fault', { type: 'button', 'aria-pressed': 'false' }, icon(sign), say(h('span'), words));
    button.onclick = () => {
      this.wire[fault] = !this.wire[fault];
      button.setAttribute('aria-pressed', this.wire[fault]);
      this.#button.classList.toggle('broken', [...this.#toggles.keys()].some(one => this.wire[one]));
    };
    this.#toggles.set(fault, button);
    return button;
  }

  #tools() {
    const text = say(h('input', { type: 'search' }), 'filterFrames', { attribute: 'label' });
    onLanguage(() => { text.placeholder = t('filterFrames'); });
    text.oninput = () => this.#frames.filter({ text: text.value });
    const option = (value, words) => say(h('option', { value }), words);
    const way = say(h('select', {}, option('', 'bothWays'), option('in', 'in'), option('out', 'out')), 'whichWay', { attribute: 'label' });
    way.onchange = () => this.#frames.filter({ way: way.value });
    const clear = h('button.small', { type: 'button', onclick: () => this.#frames.clear() }, icon('trash'));
    return h('div.drawer-tools', {}, text, way, copyButton(() => this.#frames.text), say(clear, 'clearFrames', { attribute: 'label' }));
  }
}
