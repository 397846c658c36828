/** The chat page: puts the parts together. What the client tells goes to the timeline, what people do to the client. */
import { newId, Parley } from '/client/parley.js';
import { dressPage, dressWelcome } from './chrome.js';
import { Composer } from './composer.js';
import { Connection } from './connection.js';
import { byId } from './dom.js';
import { language, onLanguage } from './i18n.js';
import { Older } from './older.js';
import { findPlace, freshAddress, TabMemory } from './place.js';
import { Scroll } from './scroll.js';
import { Speech } from './speech.js';
import { Timeline } from './timeline.js';

const place = findPlace();
const memory = new TabMemory(place);
const parley = new Parley({ ...place, lang: language(), sessionId: memory.sessionId, maxAttempts: Infinity });

const timeline = new Timeline(byId('timeline'), place.userId, {
  retry: (id, content) => send(content, id),
  regenerate: messageId => told(parley.regenerate(messageId)),
  cancel: taskId => told(parley.stop({ taskId })),
});
const scroll = new Scroll(byId('scroll'), byId('column'), byId('latest'));
const speech = new Speech(byId('speech'));
const connection = new Connection(byId('pill'), byId('banner'), () => parley.connect());
const composer = new Composer({ draft: byId('draft'), send: byId('send'), stop: byId('stop') }, { send, stop });
const older = new Older(byId('older'), byId('scroll'), loadOlder);

dressPage({ freshAddress: () => freshAddress(place.userId), composer });
dressWelcome(byId('welcome'), send);
listen();
memory.unsent.forEach(({ id, content }) => send(content, id));
older.start().catch(told).finally(settle);
composer.focus();

function listen() {
  parley.on('state', detail => {
    connection.show(detail);
    if (detail.state === 'open') memory.sessionId = parley.sessionId;
    else settle();
  });
  parley.on('sending', ({ id, state }) => timeline.mark(id, state));
  parley.on('answer', answer => speech.answer(answer));
  for (const event of ['message', 'answer', 'task', 'notice']) parley.on(event, detail => show(event, detail));
  parley.on('reset', () => {
    timeline.clear();
    older.start().catch(told);
  });
  parley.on('error', error => console.info('parley:', error.code, error.message));
  let first = true;
  onLanguage(lang => {
    if (!first) parley.setLang(lang);
    first = false;
  });
}

function show(event, detail) {
  timeline.show(event, detail);
  if (event === 'message' && detail.user_id === place.userId) memory.release(detail.id);
  settle();
}

/** Under a given id it is the same message again, which the server takes once. */
function send(content, id = newId()) {
  timeline.pend(id, content);
  memory.keep({ id, content });
  parley.send(content, { id })
    .then(() => memory.release(id), error => timeline.mark(id, 'refused', error.message));
  scroll.stick();
  settle();
}

function stop() {
  for (const messageId of timeline.running) told(parley.stop({ messageId }));
}

/** What the page shows of it comes by events; here only that it went wrong. */
function told(promise) {
  Promise.resolve(promise).catch(error => console.info('parley:', error.code, error.message));
}

async function loadOlder() {
  const { entries, more } = await parley.history({ limit: 30 });
  scroll.keep(() => timeline.prepend(entries));
  settle();
  return more;
}

/** The page as a whole after a change: empty or not, running or not. */
function settle() {
  byId('welcome').hidden = !timeline.empty;
  composer.running = timeline.running.length > 0;
}
