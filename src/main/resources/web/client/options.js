import { ID_RULE, isId } from './ids.js';

/** What may be left out, and what it is then. The reconnects are those that the specification asks for. */
const DEFAULT_OPTIONS = {
  transports: ['websocket', 'sockjs'],
  maxAttempts: 5,
  backoffMs: 1000,
  backoffCapMs: 30_000,
  connectTimeoutMs: 10_000,
  pongTimeoutMs: 10_000,
  maxPending: 200,
};

const LEAST = { maxAttempts: 0, backoffMs: 0, backoffCapMs: 0, connectTimeoutMs: 1, pongTimeoutMs: 1, maxPending: 1 };

/** The names of all options. */
export const OPTIONS = ['projectId', 'userId', 'url', 'lang', 'sessionId', 'token', 'WebSocket', 'batch', 'compress', ...Object.keys(DEFAULT_OPTIONS)];

/** The options over the defaults, or a TypeError that names what is wrong and what would do. */
export function readOptions(given) {
  if (!given?.projectId) throw new TypeError('Parley needs a projectId: the conversation');
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  Object.keys(set).forEach(requireKnown);
  ['projectId', 'userId', 'sessionId'].forEach(name => requireId(name, set[name] ?? null));
  Object.keys(LEAST).forEach(name => requireNumber(name, set[name]));
  ['batch', 'compress'].forEach(name => requireBoolean(name, set[name]));
  requireTransports(set.transports);
  requireToken(set);
  const options = { WebSocket: globalThis.WebSocket, ...DEFAULT_OPTIONS, ...set };
  if (options.transports.includes('websocket')) requireWebSocket(options.WebSocket);
  return { ...options, urls: addresses(set.url) };
}

function requireKnown(name) {
  if (!OPTIONS.includes(name)) throw new TypeError(`Parley knows no option ${name}; there are ${OPTIONS.join(', ')}`);
}

function requireId(name, id) {
  if (id !== null && !isId(String(id))) throw new TypeError(`${name} ${ID_RULE}, not ${id}`);
}

function requireNumber(name, value) {
  if (value === undefined || (typeof value === 'number' && value >= LEAST[name])) return;
  throw new TypeError(`${name} has to be a number from ${LEAST[name]} on, not ${value}`);
}

function requireBoolean(name, value) {
  if (value !== undefined && typeof value !== 'boolean') throw new TypeError(`${name} has to be true or false, not ${value}`);
}

function requireTransports(given = DEFAULT_OPTIONS.transports) {
  const known = DEFAULT_OPTIONS.transports;
  if (Array.isArray(given) && given.length > 0 && given.every(one => known.includes(one))) return;
  throw new TypeError(`transports has to be an array of ${known.join(' and ')}, in the order to try them, not ${given}`);
}

function requireWebSocket(constructor) {
  if (!constructor) throw new TypeError('no WebSocket here (Node before 22): give Parley a constructor as WebSocket');
  if (typeof constructor !== 'function') throw new TypeError(`WebSocket has to be a constructor, such as that of ws, not ${typeof constructor}`);
}

/** What is wrong with a token is not repeated: errors end in logs. */
function requireToken({ token = null, userId = null }) {
  if (token === null) return;
  if (token === '' || !['string', 'function'].includes(typeof token)) throw new TypeError('token has to be a text, or a function that gives one or a promise of one');
  if (userId !== null) throw new TypeError('userId and token cannot be given both: who we are is what the token says');
}

/** The server that this module came from, also for pages of other sites; undefined where it came from a disk. */
const ORIGIN = [import.meta.url, globalThis.location?.href].find(url => url?.startsWith('http'));

/** Where `/ws` is: at each of the addresses, or at the server that this module came from. */
function addresses(url) {
  const given = [url ?? (ORIGIN && '/ws')].flat();
  if (given.length === 0 || given.includes(undefined)) throw new TypeError('no server here: give Parley the url of /ws');
  return given.map(address);
}

function address(given) {
  const url = asUrl(given);
  const protocol = url?.protocol.replace('http', 'ws');
  if (!['ws:', 'wss:'].includes(protocol) || url.hash !== '') {
    throw new TypeError(`url has to be an address of ws, wss, http or https without a #, such as wss://chat.example.org/ws, not ${given}`);
  }
  url.protocol = protocol;
  return url.href;
}

function asUrl(given) {
  try {
    return new URL(given, ORIGIN);
  } catch {
    return null; // the caller says what would be an address
  }
}
