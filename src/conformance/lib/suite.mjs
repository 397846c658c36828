import { api } from '../checks/api.mjs';
import { connecting } from '../checks/connecting.mjs';
import { messages } from '../checks/messages.mjs';
import { answers } from '../checks/answers.mjs';
import { commands } from '../checks/commands.mjs';
import { resuming } from '../checks/resuming.mjs';
import { errors } from '../checks/errors.mjs';
import { identity } from '../checks/identity.mjs';
import { members } from '../checks/members.mjs';
import { packing } from '../checks/packing.mjs';
import { Pace } from './pace.mjs';
import { Skip, World } from './world.mjs';

/** Sections of the protocol, each with its checks: a sentence, and a function of a {@link World} that throws where it is not so. */
export const SECTIONS = {
  Connecting: connecting,
  Identity: identity,
  'What a client says': messages,
  'What the server says': answers,
  Commands: commands,
  Resuming: resuming,
  Errors: errors,
  'Several connections': members,
  Packing: packing,
  'Conversations over HTTP': api,
};

const MAX_SHOWN = 400;
/** Users with tokens are few, and each is limited in what it says: five messages a second by default. */
const SHARED_EVERY_MS = 250;
const DEFAULTS = { tokens: [], waitMs: 10_000, answerMs: 60_000, jobs: 4, only: '' };

/** All checks whose section or sentence has `only` in it. */
export const chosen = (only = '') => Object.entries(SECTIONS).flatMap(([section, checks]) => Object.entries(checks)
  .filter(([name]) => `${section}: ${name}`.toLowerCase().includes(only.toLowerCase()))
  .map(([name, check]) => ({ section, name, check })));

/**
 * Runs the checks against the server at `options.url`, some at a time, and gives the results in their order:
 * `{ section, name, outcome, why, ms }`, where the outcome is `passed`, `failed` or `skipped`.
 *
 * @param options `url`, `WebSocket` (that of ws), and what {@link DEFAULTS} has
 * @param told is given each result, in their order
 */
export async function run(options, told = () => {}) {
  const given = { ...DEFAULTS, ...options };
  given.pace = new Pace(given.tokens.length ? SHARED_EVERY_MS : 0);
  const waiting = chosen(given.only);
  const results = waiting.map(() => undefined);
  let begun = 0;
  let reported = 0;
  const work = async () => {
    while (begun < waiting.length) {
      const at = begun;
      begun += 1;
      results[at] = await once(waiting[at], given);
      while (results[reported]) told(results[reported++]);
    }
  };
  await Promise.all(Array.from({ length: given.jobs }, work));
  return results;
}

async function once({ section, name, check }, options) {
  const world = new World(options);
  const since = Date.now();
  const failure = await Promise.resolve(world).then(check).then(() => undefined, error => error);
  const violations = await world.end();
  const ms = Date.now() - since;
  if (failure instanceof Skip && violations.length === 0) return { section, name, outcome: 'skipped', why: failure.message, ms };
  const why = [...failure ? [sentence(failure)] : [], ...new Set(violations)].join('\n');
  return why === '' ? { section, name, outcome: 'passed', ms } : { section, name, outcome: 'failed', why, ms };
}

/** One line of what was not as it should be. */
function sentence(error) {
  if (error.code !== 'ERR_ASSERTION' || !/[eE]qual$/.test(error.operator)) return error.message;
  const [actual, expected] = [error.actual, error.expected].map(value => String(JSON.stringify(value)).slice(0, MAX_SHOWN));
  const not = error.operator.startsWith('not') ? 'it must be another' : `not ${expected}`;
  return `${error.generatedMessage ? '' : `${error.message.split('\n')[0]}: `}got ${actual}, ${not}`;
}
