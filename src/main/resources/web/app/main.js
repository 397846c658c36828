/** The chat page: puts the parts together. What the client tells goes to the timeline, what people do to the client. */
import { Parley } from '/client/parley.js';
import { dressPage, dressWelcome } from './chrome.js';
import { Composer } from './composer.js';
import { Connection } from './connection.js';
import { byId } from './dom.js';
import { Drawer } from './drawer.js';
import { language, onLanguage } from './i18n.js';
import { Older } from './older.js';
import { Outgoing } from './outgoing.js';
import { findPlace, freshAddress, TabMemory } from './place.js';
import { Scroll } from './scroll.js';
import { Speech } from './speech.js';
import { Timeline } from './timeline.js';

const place = findPlace();
const memory = new TabMemory(place);
const drawer = new Drawer(byId('playground'), byId('drawer'));
const { WebSocket } = drawer.wire;
const parley = new Parley({ ...place, lang: language(), sessionId: memory.sessionId, maxAttempts: Infinity, WebSocket });

const timeline = new Timeline(byId('timeline'), place.userId, {
  retry: message => send(message),
  regenerate: messageId => told(parley.regenerate(messageId)),
  cancel: taskId => told(parley.stop({ taskId })),
  choose: (messageId, offer) => outgoing.choose(messageId, offer),
  reply: target => composer.replyTo(target),
  jump: messageId => jump(messageId).catch(told),
});
const outgoing = new Outgoing({ parley, timeline, memory });
const scroll = new Scroll(byId('scroll'), byId('column'), byId('latest'));
const speech = new Speech(byId('speech'));
const connection = new Connection(byId('pill'), byId('banner'), () => parley.connect());
const composer = new Composer(
  { box: byId('composer'), draft: byId('draft'), attach: byId('attach'), send: byId('send'), stop: byId('stop') }, { send, stop });
const older = new Older(byId('older'), byId('scroll'), loadOlder);

dressPage({ freshAddress: () => freshAddress(place.userId), composer });
dressWelcome(byId('welcome'), content => send({ content }));
listen();
outgoing.restore();
older.start().catch(told).finally(settle);
composer.focus();

function listen() {
  parley.on('state', detail => {
    connection.show(detail);
    drawer.state(detail);
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

/** @param message {content, attachments, replyTo}; with an id one that was said before */
function send(message) {
  outgoing.say(message);
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

/** To what a message replies to, also where that is not loaded yet. */
async function jump(messageId) {
  await older.until(() => timeline.element(messageId));
  const element = timeline.element(messageId);
  if (element) scroll.show(element);
}

async function loadOlder() {
  const { entries, more } = await parley.history({ limit: 50 });
  scroll.keep(() => timeline.prepend(entries));
  settle();
  return more;
}

/** The page as a whole after a change: empty or not, running or not. */
function settle() {
  byId('welcome').hidden = !timeline.empty;
  composer.running = timeline.running.length > 0;
}
