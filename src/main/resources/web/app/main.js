/** The chat page: finds out who is there, and shows the conversation that the address names beside the list of all. */
import { Api } from './api.js';
import { dressPage, dressWelcome } from './chrome.js';
import { Composer } from './composer.js';
import { Connection } from './connection.js';
import { Conversations } from './conversations.js';
import { ask, askName } from './dialogs.js';
import { byId, h } from './dom.js';
import { Drawer } from './drawer.js';
import { findIdentity } from './identity.js';
import { icon } from './icons.js';
import { onLanguage, say, t } from './i18n.js';
import { Members } from './members.js';
import { newProjectId, Place } from './place.js';
import { Presence } from './presence.js';
import { saveAs } from './saving.js';
import { Scroll } from './scroll.js';
import { Sidebar, titleOf } from './sidebar.js';
import { signIn } from './sign-in.js';
import { Speech } from './speech.js';
import { Talk } from './talk.js';

const ASK_AGAIN_MS = 2000;
const MOST_TITLE = 200;
/** Of what somebody says first, as a title until there is a better one. */
const MOST_FIRST_TITLE = 60;

/** What was said before it was known who we are. */
const early = [];
let talk = null;
const composer = new Composer(
  { box: byId('composer'), draft: byId('draft'), attach: byId('attach'), send: byId('send'), stop: byId('stop') },
  { send: message => (talk ? talk.send(message) : early.push(message)), stop: () => talk?.stop() });
const connection = new Connection(byId('pill'), byId('banner'), { connect: () => talk?.connect(), fresh });
const presence = new Presence({ box: byId('presence'), latest: byId('presence-latest'), speech: byId('presence-news') });
const page = {
  composer, connection, presence,
  drawer: new Drawer(byId('playground'), byId('drawer')),
  scroll: new Scroll(byId('scroll'), byId('column'), byId('latest')),
  speech: new Speech(byId('speech')),
  on: { denied, logged: (projectId, seq) => conversations.saw(projectId, seq), began },
};
dressPage({ fresh, composer });
dressWelcome(byId('welcome'), content => talk.send({ content }));

const identity = await whoWeAre();
if (identity.userId === null) await signIn(identity);

/** Whether somebody is asked for a token: what is refused meanwhile asks for no other. */
let isSigningIn = false;
const api = new Api(identity, () => { if (!isSigningIn) talk.connect(); });
const conversations = new Conversations(api, identity.userId, { changed: listed });
const place = new Place(identity, show);
const sidebar = new Sidebar({ panel: byId('sidebar'), button: byId('sidebar-button') }, conversations, {
  open, fresh, rename, members, remove, export: download, address: projectId => place.address(projectId),
});
talk = new Talk({ userId: identity.userId, projectId: place.projectId, identity }, page);
early.forEach(message => talk.send(message));
sidebar.user = account();
sidebar.current = place.projectId;
conversations.refresh();
composer.focus();
onLanguage(lang => {
  if (page.lang) talk.setLang(lang);
  page.lang = lang;
  listed();
});

/** Asks until the server says so: without it there is no conversation either. */
async function whoWeAre() {
  for (;;) {
    try {
      const found = await findIdentity();
      await found.resume?.();
      return found;
    } catch {
      connection.show({ state: 'reconnecting' });
      await new Promise(resolve => setTimeout(resolve, ASK_AGAIN_MS));
    }
  }
}

/** Shows another conversation in place of this one. */
function show(projectId) {
  talk.close();
  presence.clear();
  composer.part();
  connection.show({ state: 'connecting' });
  talk = new Talk({ userId: identity.userId, projectId, identity }, page);
  sidebar.current = projectId;
  conversations.soon();
  listed();
  composer.focus();
}

function open(projectId) {
  place.go(projectId);
  show(projectId);
}

/** One that is empty is new already. */
function fresh() {
  if (!talk || (talk.isEmpty && connection.isUsable)) return composer.focus();
  return open(newProjectId());
}

function listed() {
  sidebar.draw();
  byId('home').setAttribute('href', place.address(place.projectId));
  const known = conversations.find(place.projectId);
  byId('title').textContent = titleOf(known);
  document.title = known?.title ? `${known.title} · Parley` : 'Parley';
}

/** Its first words are its title, until somebody gives it another. */
function began(projectId, content) {
  if (conversations.find(projectId)?.title) return;
  const [line] = content.trim().split('\n');
  const characters = [...line];
  const title = characters.length > MOST_FIRST_TITLE ? `${characters.slice(0, MOST_FIRST_TITLE).join('')}…` : line;
  conversations.rename(projectId, title).catch(() => {}).finally(() => conversations.soon()); // it is only shown without one
}

function rename(conversation) {
  askName({ title: 'renameTitle', value: conversation.title, most: MOST_TITLE }, title => conversations.rename(conversation.project_id, title));
}

function remove({ project_id: projectId, title }) {
  ask({ title: 'removeTitle', values: { title }, text: 'removeText', agree: 'remove' }, async () => {
    await conversations.remove(projectId);
    if (projectId === talk.projectId) leave();
  });
}

function members(conversation) {
  new Members(api, conversation, {
    userId: identity.userId,
    stateOf: userId => (conversation.project_id === talk.projectId ? presence.stateOf(userId) : null),
    left: () => {
      conversations.forget(conversation.project_id);
      if (conversation.project_id === talk.projectId) leave();
    },
  }).open();
}

/** To the latest of the others; the address of what is gone is not to come back to. */
function leave() {
  const projectId = conversations.all.find(one => one.last_seq > 0)?.project_id ?? newProjectId();
  place.go(projectId, { replace: true });
  show(projectId);
}

async function download(conversation) {
  try {
    saveAs(await api.export(conversation.project_id), `${titleOf(conversation)}.jsonl`);
  } catch (failure) {
    sidebar.complain(failure.message);
  }
}

/** Where it was the token that was refused, somebody may have a better one. */
async function denied({ reason }) {
  if (!identity.resume || !['UNAUTHENTICATED', 'NO_TOKEN'].includes(reason)) return conversations.soon();
  if (isSigningIn) return undefined;
  isSigningIn = true;
  const before = identity.userId;
  await signIn(identity, { hasEnded: true });
  isSigningIn = false;
  if (identity.userId !== before) return location.reload();
  conversations.soon();
  return talk.connect();
}

/** Who we are, and where that is by a token a way to be nobody. */
function account() {
  const name = h('span.account-name', { dir: 'auto', title: identity.userId }, identity.userId);
  const face = h('span.face', { 'aria-hidden': 'true' }, identity.userId[0].toUpperCase());
  if (!identity.signOut) return [face, name];
  const out = h('button.small', { type: 'button', onclick: () => identity.signOut() }, icon('leave'));
  return [face, name, say(out, 'signOut', { attribute: 'label' })];
}
