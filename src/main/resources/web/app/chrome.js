import { byId, h } from './dom.js';
import { icon } from './icons.js';
import { onLanguage, say, switchLanguage, t } from './i18n.js';
import { suggestions } from './texts.js';

/** The bar's buttons, and the words of the page that no other part owns. */
export function dressPage({ fresh: begin, composer }) {
  const fresh = byId('fresh');
  fresh.append(icon('fresh'));
  say(fresh, 'fresh', { attribute: 'label' });
  fresh.onclick = begin;
  say(byId('language'), 'otherLanguage');
  say(byId('language'), 'switchLanguage', { attribute: 'label' });
  byId('language').onclick = switchLanguage;
  say(byId('hint'), 'hint');
  onLanguage(lang => {
    document.documentElement.lang = lang;
    composer.placeholder = t('placeholder');
    byId('timeline').setAttribute('aria-label', t('conversation'));
    byId('presence').setAttribute('aria-label', t('present'));
  });
  theme(byId('theme'));
}

/** The system's theme until somebody chooses. */
function theme(button) {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const root = document.documentElement;
  const dark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : system.matches);
  const show = () => {
    button.replaceChildren(icon(dark() ? 'sun' : 'moon'));
    say(button, dark() ? 'themeLight' : 'themeDark', { attribute: 'label' });
  };
  button.onclick = () => {
    root.dataset.theme = dark() ? 'light' : 'dark';
    localStorage.setItem('parley.theme', root.dataset.theme);
    show();
  };
  system.addEventListener('change', show);
  show();
}

/** The empty conversation: what one may try. */
export function dressWelcome(section, send) {
  onLanguage(lang => section.replaceChildren(
    h('img', { src: '/favicon.svg', width: '64', height: '64', alt: '' }),
    h('h1', {}, t('welcome')),
    h('p', {}, t('welcomeMore')),
    h('div.suggestions', {}, ...suggestions[lang].map(([name, title, prompt]) =>
      h('button.suggestion', { type: 'button', onclick: () => send(prompt) }, icon(name), h('span', {}, title)))),
  ));
}
