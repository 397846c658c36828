/** How many ended answers and tasks are remembered, so that what straggles in after the end is known; and unanswered questions. */
const REMEMBERED = 2000;

/** The text with `piece` at `offset`: overlap is not repeated; null where a hole would be left. */
function put(text, offset, piece) {
  if (offset > text.length) return null;
  return text + piece.slice(text.length - offset);
}

/** Adds it, and forgets the oldest of too many. */
function remember(ids, id) {
  ids.add(id);
  if (ids.size > REMEMBERED) ids.delete(ids.values().next().value);
}

/** What a log entry is to a page: the event that tells of it, and its detail. Null where there is nothing to show. */
const ENTRIES = {
  message: entry => ['message', entry],
  ai_reply: entry => ['answer', { content: '', thinking: '', ...entry, done: true }],
  task_started: entry => ['task', { progress: 0, ...entry, task_id: taskId(entry), status: 'running', done: false }],
  task_completed: entry => ['task', { ...entry, progress: 100, status: 'completed', done: true }],
  task_failed: entry => ['task', { ...entry, status: 'failed', done: true }],
  task_cancelled: entry => ['task', { ...entry, status: 'cancelled', done: true }],
  notice: entry => (entry.content === undefined && entry.data === undefined ? null : ['notice', entry]),
};

const taskId = entry => entry.task_id ?? entry.message_id;

/**
 * What the server tells, put in order. Holds the rules by which a client shows a conversation right: log
 * entries by `seq` without gap or repeat, text by position within its attempt, `ai_reply` as the last word.
 */
export class Transcript {
  sessionId = null;
  server = null;
  lastSeq = null;
  /** The oldest entry shown or about to be; older ones are history. */
  firstSeq = null;
  #emit;
  #resume;
  #answers = new Map();
  #tasks = new Map();
  #ended = new Set();
  /** Our messages whose answer has not begun, by `message_id`. */
  #unanswered = new Set();
  #latestAnswer = null;

  /** @param on `emit(event, detail)`; `resume()` asks the server for what is missing */
  constructor({ emit, resume }) {
    this.#emit = emit;
    this.#resume = resume;
  }

  receive(message) {
    if (Number.isInteger(message.seq) && message.type !== 'ack') return this.#logged(message);
    switch (message.type) {
      case 'ai_delta': return this.#delta(message);
      case 'ai_snapshot': return this.#snapshot(message);
      case 'progress': return this.#progress(message);
      case 'status': return this.#status(message);
      case 'notice': return this.#saidOnce(message);
      case 'pong': return message.last_seq > this.lastSeq ? this.#resume() : undefined;
      default: return undefined; // newer servers may say more than we know
    }
  }

  /** A page of history as entries {event, detail}, oldest first. */
  older(messages) {
    const entries = messages.map(message => this.#entry(message)).filter(entry => entry !== null)
      .map(entry => this.#asKnown(entry));
    const first = messages.length ? messages[0].seq : this.firstSeq;
    if (this.firstSeq === null || first < this.firstSeq) this.firstSeq = first;
    entries.filter(([, detail]) => detail.done).forEach(([, detail]) => this.#end(detail));
    for (const [event, task] of entries) {
      if (event === 'task' && !task.done && !this.#ended.has(task.task_id)) this.#tasks.set(task.task_id, task);
    }
    return entries.map(([event, detail]) => ({ event, detail }));
  }

  /** Of a task that runs more may be known than its beginning, which takes nothing back. */
  #asKnown([event, detail]) {
    const known = event === 'task' && !detail.done ? this.#tasks.get(detail.task_id) : undefined;
    return [event, { ...detail, ...known }];
  }

  /** The last answer that has ended, of those that were told; null before. */
  get latestAnswer() { return this.#latestAnswer; }

  /** All that `cancel` could be said to: what is said or done, and our questions whose answer has not begun. */
  running() {
    const answers = [...this.#answers.keys(), ...this.#unanswered].map(messageId => ({ messageId }));
    return answers.concat([...this.#tasks.keys()].map(id => ({ taskId: id })));
  }

  #status(message) {
    if (message.status === 'connected') this.#connected(message.details);
    if (message.status === 'reset') this.#reset(message.details.from_seq);
    this.#emit('status', message);
  }

  #connected(details) {
    this.server = details;
    this.sessionId = details.session_id;
    if (this.lastSeq !== null) return;
    this.lastSeq = details.last_seq;
    this.firstSeq = details.last_seq + 1;
  }

  #reset(fromSeq) {
    this.lastSeq = fromSeq - 1;
    this.firstSeq = fromSeq;
    this.#answers.clear();
    this.#tasks.clear();
    this.#ended.clear();
    this.#unanswered.clear();
    this.#emit('reset', { fromSeq });
  }

  #logged(message) {
    if (this.lastSeq !== null && message.seq <= this.lastSeq) return;
    if (this.lastSeq !== null && message.seq > this.lastSeq + 1) return this.#resume();
    this.lastSeq = message.seq;
    const entry = this.#entry(message);
    if (entry === null) return;
    const [event, detail] = entry;
    if (event === 'task') return this.#task({ ...this.#tasks.get(detail.task_id), ...detail });
    if (event === 'answer') this.#ends(detail);
    if (event === 'message') this.#asked(detail);
    this.#emit(event, detail);
  }

  #ends(answer) {
    this.#end(answer);
    this.#begun(answer);
    this.#latestAnswer = answer.message_id;
  }

  #asked({ user_id: userId, message_id: id }) {
    if (userId === this.server?.user_id) remember(this.#unanswered, id);
  }

  /** A turn is called as the message that began it. Another answer replies to the question, and not to the wish for it. */
  #begun({ turn_id: turnId, reply_to: replyTo }) {
    this.#unanswered.delete(turnId);
    this.#unanswered.delete(replyTo);
  }

  #task(task) {
    if (task.done) this.#end(task);
    else this.#tasks.set(task.task_id, task);
    this.#emit('task', task);
  }

  /** What an application says past the log. */
  #saidOnce(message) {
    const entry = this.#entry(message);
    if (entry !== null) this.#emit(...entry);
  }

  #entry(message) { return ENTRIES[message.type]?.(message) ?? null; }

  #end(detail) {
    const id = detail.task_id ?? detail.message_id;
    this.#answers.delete(id);
    this.#tasks.delete(id);
    remember(this.#ended, id);
  }

  /** All of a running answer. Within an attempt the longer text is the later one. */
  #snapshot({ type, timestamp, ...snapshot }) {
    const { message_id: id, attempt, content = '', thinking = '' } = snapshot;
    const known = this.#answers.get(id);
    if (this.#ended.has(id) || known?.attempt > attempt) return;
    const same = known?.attempt === attempt ? known : { content: '', thinking: '' };
    this.#shown({
      ...snapshot,
      content: content.length > same.content.length ? content : same.content,
      thinking: thinking.length > same.thinking.length ? thinking : same.thinking,
    });
  }

  #delta(delta) {
    const { message_id: id, turn_id, attempt } = delta;
    const known = this.#answers.get(id);
    if (this.#ended.has(id) || known?.attempt > attempt) return;
    const fresh = { ...known, message_id: id, turn_id, attempt, content: '', thinking: '' };
    const answer = known?.attempt === attempt ? known : fresh;
    const content = put(answer.content, delta.offset ?? 0, delta.content ?? '');
    const thinking = put(answer.thinking, delta.thinking_offset ?? 0, delta.thinking ?? '');
    if (content === null || thinking === null) return this.#resume();
    if (content !== answer.content || thinking !== answer.thinking) this.#shown({ ...answer, content, thinking });
  }

  #shown(answer) {
    const running = { ...answer, status: 'running', done: false };
    this.#begun(answer);
    this.#answers.set(answer.message_id, running);
    this.#emit('answer', running);
  }

  /** Progress never goes back within an attempt. */
  #progress({ type, timestamp, ...progress }) {
    const id = progress.task_id;
    const known = this.#tasks.get(id);
    const attempt = known?.attempt ?? 0;
    if (this.#ended.has(id) || attempt > progress.attempt) return;
    if (attempt === progress.attempt && known.progress > progress.progress) return;
    this.#task({ ...known, ...progress, status: 'running', done: false });
  }
}
