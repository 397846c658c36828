// A conversation service of another language, with nothing but sockets to Redis: it repeats what it is told.
//   node echo.mjs [port of Redis on this machine] [name]       for gateways that run with --set transport=redis --set redis.enabled=true
// It keeps what was said in memory and serves every conversation: run it instead of Parley's own instances.
import { randomUUID } from 'node:crypto'
import { connect } from './redis.mjs'

const NAME = process.argv[3] ?? `echo-${process.pid}`
const STARTED = randomUUID() // the gateways count anew with each start, and what is in memory is another log then
const conversations = new Map() // project_id: what was logged, and the sessions by their connection
const sent = new Map() // push_to: the number of the last envelope
const now = project_id => ({ timestamp: Date.now(), project_id })
const channel = address => `channel:${address.replace(/^user\.push\./, 'user:').replace(/^gateway\./, 'gateway:')}`
const shared = push_to => /^(channel:)?gateway[.:]/.test(push_to) // by all users of a gateway
const of = id => conversations.get(id) ?? conversations.set(id, { log: [], sessions: new Map() }).get(id)

const ops = {
  register({ project_id, connection_id, session_id, user_id, push_to, gateway, last_seq, log_id }) {
    const { log, sessions } = of(project_id)
    sessions.set(connection_id, { user_id, push_to, gateway })
    const gone = (log_id ?? STARTED) !== STARTED || last_seq > log.length // what is shown is of a log that is no more: all anew
    return { success: true, session_id: session_id ?? connection_id, owner: NAME, incarnation: STARTED, epoch: 1, n: sent.get(push_to) ?? 0,
      log_id: STARTED, last_seq: log.length, resumed: Boolean(session_id), ...(gone ? { reset_from: 1 } : {}),
      messages: log.slice(gone ? 0 : last_seq ?? log.length), more: false, running: [] }
  },
  unregister({ project_id, connection_id }) {
    of(project_id).sessions.delete(connection_id)
  },
  read({ project_id, after_seq }) {
    const { log } = of(project_id)
    return { messages: log.slice(after_seq), more: false, last_seq: log.length, running: [] }
  },
  handle({ project_id, connection_id, user_id, message: { type, id, content } }) {
    const { log, sessions } = of(project_id)
    const answer = response => ({ response: { ...now(project_id), id, ...response }, owner: NAME, epoch: 1 })
    const no = code => answer({ type: 'error', code, message: code, retry: false })
    if (!sessions.has(connection_id)) return no('CONN_NOT_FOUND')
    if (type !== 'chat') return no('NOT_FOUND')
    const known = log.find(entry => entry.id === id && entry.user_id === user_id) // sent again: told again, and not done again
    const seq = known?.seq ?? log.length + 1
    const message_id = `${NAME}-${seq}`
    if (!known) {
      log.push({ type: 'message', ...now(project_id), seq, message_id, id, user_id, content })
      log.push({ type: 'ai_reply', ...now(project_id), seq: seq + 1, message_id: `${NAME}-${seq + 1}`, turn_id: message_id, attempt: 1,
        reply_to: message_id, content, thinking: '', need_more: false, status: 'complete' })
      setImmediate(() => push(project_id, log.slice(seq - 1, seq + 1))) // after the ack
    }
    return answer({ type: 'ack', message_id, seq, duplicate: Boolean(known) })
  },
}

function push(project_id, messages) {
  for (const [push_to, user_id] of new Map([...of(project_id).sessions.values()].map(to => [to.push_to, to.user_id]))) {
    sent.set(push_to, (sent.get(push_to) ?? 0) + 1)
    publish(channel(push_to), { from: NAME, incarnation: STARTED, n: sent.get(push_to), ...(shared(push_to) ? {} : { user_id }), project_id, epoch: 1, messages })
  }
}

function heard(text) {
  try {
    take(JSON.parse(text))
  } catch (failure) {
    console.error(`not taken: ${failure.message}`) // anybody may publish; the next one is heard
  }
}

function take({ op, correlation_id, reply_channel, body }) {
  if (!Object.hasOwn(ops, op) || body.deadline < Date.now()) return // nobody waits any more
  const reply = ops[op](body)
  if (reply && reply_channel) publish(reply_channel, { correlation_id, body: reply })
}

function beat() {
  const gateways = new Set([...conversations.values()].flatMap(({ sessions }) => [...sessions.values()].map(({ gateway }) => gateway)))
  gateways.forEach(id => publish(`channel:gateway:${id}`, { from: NAME, incarnation: STARTED, log_id: STARTED, positions: [] }))
}

const redis = connect(Number(process.argv[2] ?? 6379), heard)
const publish = (to, body) => redis.publish(to, JSON.stringify(body))
redis.subscribe(`channel:instance:${NAME}`)
redis.psubscribe('channel:conv:*', () => console.log('ready'))
setInterval(beat, 3000)
