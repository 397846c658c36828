import { field } from './dialogs.js';
import { byId, h } from './dom.js';
import { say, t } from './i18n.js';

/** Asks for a token where the server wants one, until it is believed. In place of the conversation, which cannot be there yet. */
export async function signIn(identity, { hasEnded = false } = {}) {
  const trouble = h('p.trouble', { role: 'alert', hidden: '' });
  const section = h('section.sign-in', { 'aria-labelledby': 'sign-in-title' }, h('img', { src: '/favicon.svg', width: '56', height: '56', alt: '' }),
    say(h('h1', { id: 'sign-in-title' }), 'signIn'), say(h('p'), hasEnded ? 'signInEnded' : 'signInMore'));
  const believed = new Promise(resolve => {
    const token = field({ label: 'token', button: 'signInButton', type: 'password', dir: 'ltr', required: '', spellcheck: 'false' }, async (text, button) => {
      trouble.hidden = true;
      button.disabled = true;
      const why = await refusal(identity, text);
      button.disabled = false;
      if (why === null) return resolve();
      trouble.textContent = why;
      trouble.hidden = false;
      return token.input.select();
    });
    section.append(token.element, trouble, say(h('p.note'), 'signInHint'));
  });
  document.body.classList.add('signed-out');
  byId('scroll').append(section);
  section.querySelector('input').focus();
  await believed;
  section.remove();
  document.body.classList.remove('signed-out');
}

/** Null where the token is believed. */
async function refusal(identity, token) {
  try {
    return await identity.signIn(token) ? null : t('tokenRefused');
  } catch {
    return t('apiOffline'); // the browser's words say nothing to people
  }
}
