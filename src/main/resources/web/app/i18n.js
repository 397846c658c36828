import { texts } from './texts.js';

const STORED = 'parley.lang';

/** By choice, else by the browser's languages, else English. */
function preferred() {
  const chosen = localStorage.getItem(STORED);
  if (chosen in texts) return chosen;
  const first = navigator.languages.find(language => /^(en|zh)\b/i.test(language));
  return first?.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

let lang = preferred();
const listeners = new Set();

export const language = () => lang;

/** The text for `key` in the current language, `{name}` replaced from `values`. */
export function t(key, values = {}) {
  return texts[lang][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** Calls now, and whenever the language changes. */
export function onLanguage(listener) {
  listeners.add(listener);
  listener(lang);
}

/** An element's text or attribute that follows the language for as long as the element is in the page. */
export function say(element, key, { attribute = null, values = {} } = {}) {
  element.dataset[attribute === null ? 'say' : 'sayLabel'] = JSON.stringify([key, values]);
  speak(element);
  return element;
}

/** Text for the eye, or for the ear and the pointer where there is only an icon. */
function speak(element) {
  const { say: text, sayLabel: label } = element.dataset;
  if (text) element.textContent = t(...JSON.parse(text));
  if (!label) return;
  const words = t(...JSON.parse(label));
  element.setAttribute('aria-label', words);
  element.setAttribute('title', words);
}

export function switchLanguage() {
  lang = lang === 'en' ? 'zh-CN' : 'en';
  localStorage.setItem(STORED, lang);
  document.querySelectorAll('[data-say], [data-say-label]').forEach(speak);
  for (const listener of listeners) listener(lang);
}
