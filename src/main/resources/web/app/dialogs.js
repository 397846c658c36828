import { h } from './dom.js';
import { icon } from './icons.js';
import { say } from './i18n.js';

/**
 * A dialog over the page: the browser keeps the focus in it, closes it with Esc and gives the focus back. It is there from `open` until it
 * is closed, by whatever.
 */
export class Dialog {
  element;
  #trouble = h('p.trouble', { role: 'alert', hidden: '' });

  /** @param title key of its name; @param parts what is in it */
  constructor(title, values, ...parts) {
    const close = say(h('button.small', { type: 'button', onclick: () => this.close() }, icon('close')), 'closeDialog', { attribute: 'label' });
    const name = say(h('h2', { id: 'dialog-title', dir: 'auto' }), title, { values });
    this.element = h('dialog.dialog', { 'aria-labelledby': 'dialog-title' }, h('div.dialog-head', {}, name, close), ...parts, this.#trouble);
    this.element.addEventListener('keydown', event => event.stopPropagation()); // Esc closes this and stops nothing else
    this.element.addEventListener('click', event => { if (event.target === this.element) this.close(); });
    this.element.addEventListener('close', () => this.element.remove());
  }

  open() {
    document.body.append(this.element);
    this.element.showModal();
  }

  close() { this.element.close(); }

  /** Does it, and says in the dialog what went wrong; meanwhile `button` does nothing. */
  async attempt(button, action) {
    this.#trouble.hidden = true;
    button.disabled = true;
    try {
      await action();
      return true;
    } catch (failure) {
      this.#trouble.textContent = failure.message;
      this.#trouble.hidden = false;
      return false;
    } finally {
      button.disabled = false;
    }
  }
}

/** A form whose content is sent nowhere by the browser. */
function form(submit, ...parts) {
  const element = h('form', {}, ...parts);
  element.addEventListener('submit', event => {
    event.preventDefault();
    submit();
  });
  return element;
}

/** A field with its name above. Its value is taken by `wanted` when somebody presses Enter or the button. */
export function field({ label, button, value = '', ...attributes }, wanted) {
  const input = h('input', { type: 'text', autocomplete: 'off', dir: 'auto', ...attributes });
  input.value = value;
  const go = say(h('button.primary', { type: 'submit' }), button);
  const element = form(() => wanted(input.value.trim(), go), h('label', {}, say(h('span'), label), input), go);
  return { element, input, button: go };
}

/** Asks before `action`, which is done where somebody agrees. */
export function ask({ title, values, text, agree }, action) {
  const no = say(h('button.secondary', { type: 'button', autofocus: '' }), 'keep');
  const yes = say(h('button.primary.danger', { type: 'button' }), agree);
  const dialog = new Dialog(title, values, say(h('p'), text, { values }), h('div.dialog-buttons', {}, no, yes));
  no.onclick = () => dialog.close();
  yes.onclick = async () => { if (await dialog.attempt(yes, action)) dialog.close(); };
  dialog.open();
}

/** Asks for a name; `action(name)` takes it. */
export function askName({ title, value, most }, action) {
  const name = field({ label: 'titleLabel', button: 'save', value, maxlength: most, required: '' }, async (text, button) => {
    if (text && await dialog.attempt(button, () => action(text))) dialog.close();
  });
  const dialog = new Dialog(title, {}, name.element);
  dialog.open();
  name.input.select();
}
