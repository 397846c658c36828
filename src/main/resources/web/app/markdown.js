/**
 * Markdown of a model to safe elements. A model's words are a stranger's: raw HTML stays text, images become links,
 * and what comes out of `marked` goes through DOMPurify with a short list of what may be there.
 */
import { Marked } from '/vendor/marked.esm.js';
import DOMPurify from '/vendor/purify.es.mjs';
import { h } from './dom.js';
import { icon } from './icons.js';
import { say } from './i18n.js';
import { BoundedLexer } from './lexer.js';

const escape = text => text.replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`);

const marked = new Marked({ gfm: true, breaks: true }, {
  renderer: {
    html: ({ text }) => escape(text),
    image: ({ href, text }) => `<a href="${escape(href)}">${escape(text || href)}</a>`,
  },
});

const ALLOWED = {
  ALLOWED_TAGS: ['p', 'br', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'strong', 'em', 'del', 'code', 'pre', 'a', 'ul',
    'ol', 'li', 'blockquote', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'input'],
  ALLOWED_ATTR: ['href', 'title', 'align', 'class', 'start', 'type', 'checked', 'disabled'],
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:)/i,
  ADD_URI_SAFE_ATTR: ['align', 'class', 'start', 'type', 'checked', 'disabled'],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
};

const purify = DOMPurify(window);
purify.addHook('afterSanitizeAttributes', node => {
  if (node.tagName === 'A') {
    node.setAttribute('target', '_blank');
    node.setAttribute('rel', 'noopener noreferrer nofollow');
  }
  if (node.tagName === 'INPUT' && node.getAttribute('type') !== 'checkbox') node.remove();
  if (node.hasAttribute?.('class') && !/^language-[\w+#-]+$/.test(node.className)) node.removeAttribute('class');
});

/** Top-level blocks of `source`: tokens whose `raw` texts add up to it. */
export const blocks = source => new BoundedLexer(marked.defaults).lex(source);

/** A fragment, safe to insert. */
export function render(source) {
  const fragment = purify.sanitize(marked.parser(blocks(source)), ALLOWED);
  fragment.querySelectorAll('table').forEach(wide);
  fragment.querySelectorAll('pre').forEach(frame);
  return fragment;
}

/** Tables scroll in their own box and never widen the page. */
function wide(table) {
  const box = h('div.wide', { tabindex: '0' });
  table.replaceWith(box);
  box.append(table);
}

/** Code says its language and can be copied. */
function frame(pre) {
  const name = pre.querySelector('code')?.className.replace('language-', '') ?? '';
  const box = h('div.code', {}, h('div.code-bar', {}, h('span', {}, name), copyButton(() => pre.textContent)));
  pre.replaceWith(box);
  pre.setAttribute('tabindex', '0');
  box.append(pre);
}

/** A button that copies what `text()` gives at that moment. */
export function copyButton(text) {
  const button = h('button.small', { type: 'button' }, icon('copy'));
  say(button, 'copy', { attribute: 'label' });
  button.onclick = async () => {
    await copy(text());
    button.replaceChildren(icon('check'));
    say(button, 'copied', { attribute: 'label' });
    setTimeout(() => {
      button.replaceChildren(icon('copy'));
      say(button, 'copy', { attribute: 'label' });
    }, 1500);
  };
  return button;
}

/** Browsers give the clipboard to secure pages only; on plain http of a local network the old way still works. */
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = h('textarea.unseen');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
