import { h } from './dom.js';
import { copyButton } from './markdown.js';
import { t } from './i18n.js';

const MOST_FRAMES = 300;
const MOST_CHARS = 20_000;

const SIGNS = { in: '↓', out: '↑', note: '•' };

/** The latest raw frames, as a list that is drawn only while somebody looks. Bounded in number and in size. */
export class FrameList {
  #list;
  #frames = [];
  #waiting = [];
  #wanted = '';
  #way = '';
  #isShown = false;
  #asked = false;

  constructor(list) { this.#list = list; }

  /** @param frame {way, text} */
  add({ way, text }) {
    const cut = text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS)}…` : text;
    const frame = { way, text: cut, length: text.length, at: new Date() };
    keep(this.#frames, frame);
    if (!this.#isShown || !this.#fits(frame)) return;
    keep(this.#waiting, frame);
    this.#ask();
  }

  set shown(shown) {
    this.#isShown = shown;
    if (shown) this.#again();
  }

  /** Only those that have `text` in them, and go this `way`; empty for all. */
  filter({ text = this.#wanted, way = this.#way }) {
    this.#wanted = text;
    this.#way = way;
    this.#again();
  }

  clear() {
    this.#frames.length = 0;
    this.#again();
  }

  /** What is listed, one frame a line. */
  get text() { return this.#frames.filter(frame => this.#fits(frame)).map(frame => `${SIGNS[frame.way]} ${time(frame.at)} ${frame.text}`).join('\n'); }

  #fits({ way, text }) {
    return (this.#way === '' || this.#way === way) && text.toLowerCase().includes(this.#wanted.toLowerCase());
  }

  #again() {
    this.#list.replaceChildren();
    this.#waiting = this.#frames.filter(frame => this.#fits(frame));
    this.#ask();
  }

  #ask() {
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => this.#paint());
  }

  #paint() {
    this.#asked = false;
    const atEnd = this.#list.scrollHeight - this.#list.scrollTop - this.#list.clientHeight < 24;
    this.#list.append(...this.#waiting.map(row));
    this.#waiting = [];
    while (this.#list.childElementCount > MOST_FRAMES) this.#list.firstElementChild.remove();
    if (atEnd) this.#list.scrollTop = this.#list.scrollHeight;
  }
}

function keep(frames, frame) {
  frames.push(frame);
  if (frames.length > MOST_FRAMES) frames.shift();
}

const time = at => `${at.toLocaleTimeString('en-GB')}.${String(at.getMilliseconds()).padStart(3, '0')}`;

/** One line; all of it, laid out, when it is opened. */
function row(frame) {
  const { way, text, length, at } = frame;
  const head = [h('span.frame-way', { 'aria-hidden': 'true' }, SIGNS[way]), h('span.unseen', {}, t(way)), h('time', {}, time(at))];
  if (way === 'note') return h('li.frame', { 'data-way': way }, h('div.frame-line', {}, ...head, h('span.frame-text', {}, text)));
  const line = h('summary.frame-line', {}, ...head, h('span.frame-type', {}, typeOf(text)), h('span.frame-text', {}, gist(text)),
    h('span.frame-size', {}, String(length)));
  const whole = h('details', {}, line);
  whole.addEventListener('toggle', () => {
    if (whole.childElementCount === 1) whole.append(h('div.frame-whole', {}, h('pre', { tabindex: '0' }, laidOut(text)), copyButton(() => text)));
  });
  return h('li.frame', { 'data-way': way }, whole);
}

/** What is different in each: names and times stand in the whole of it. */
const gist = text => text.slice(0, 600).replace(/"(type|timestamp|project_id|message_id|turn_id|attempt|offset|thinking_offset)":("[^"]*"|\d+),?/g, '');

function typeOf(text) {
  const [, type = '?'] = /"type":"(\w+)"/.exec(text) ?? [];
  return type;
}

function laidOut(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text; // cut, or no JSON: as it is
  }
}
