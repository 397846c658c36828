import { language, onLanguage } from './i18n.js';

const TIME = { hour: '2-digit', minute: '2-digit' };
const DAY = { month: 'short', day: 'numeric' };

/** Says in a `time` element when it was, in the language of the page: the time, with the day where that is not today. */
export function tellWhen(element, timestamp) {
  element.dateTime = new Date(timestamp).toISOString();
  paint(element);
}

function paint(element) {
  const when = new Date(element.dateTime);
  const now = new Date();
  const year = when.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' };
  const day = when.toDateString() === now.toDateString() ? {} : { ...DAY, ...year };
  element.textContent = when.toLocaleString(locale(), { ...day, ...TIME });
}

/** Of the browser's languages that which is the page's, as it says how a country writes it. */
function locale() {
  const [name] = language().split('-');
  return navigator.languages.find(one => one.split('-')[0] === name) ?? language();
}

onLanguage(() => document.querySelectorAll('time[datetime]').forEach(paint));
