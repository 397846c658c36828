/** Small ways to make and change elements. Text goes in as text, never as markup. */

/** `h('button.tool', {type: 'button', onclick}, 'Text', child)`; attributes that are null or false are left out. */
export function h(selector, attributes = {}, ...children) {
  const [tag, ...classes] = selector.split('.');
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(' ');
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element[name] = value;
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

export const byId = id => document.getElementById(id);

/** Does what changed the page at most once a frame, however often it is asked. */
export class Frames {
  #dirty = new Set();
  #asked = false;

  ask(view) {
    this.#dirty.add(view);
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => this.#paint());
  }

  /** Paints now what is dirty, for who has to measure. */
  flush() { this.#draw(); }

  #paint() {
    this.#asked = false;
    this.#draw();
  }

  #draw() {
    const views = [...this.#dirty];
    this.#dirty.clear();
    for (const view of views) view.paint();
  }
}
