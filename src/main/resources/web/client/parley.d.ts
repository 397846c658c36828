/** Parley's client. What the server says is named as on the wire, in snake_case; what a program says in camelCase. */

export type State = 'connecting' | 'open' | 'reconnecting' | 'closed' | 'denied';

/** A constructor like the browser's, such as that of `ws`. */
export type WebSocketConstructor = new (url: string, protocols?: string[]) => {
  onopen: ((event: any) => void) | null;
  onmessage: ((event: any) => void) | null;
  onclose: ((event: any) => void) | null;
  onerror: ((event: any) => void) | null;
  send(data: string): void;
  close(code?: number): void;
};

export interface ParleyOptions {
  /** The conversation. */
  projectId: string;
  /** Who we are, where the server believes it (identity `dev`). */
  userId?: string | null;
  /**
   * Says who we are instead (identity `jwt`): a token, or a function that gives one or a promise of one. The function is asked for each
   * connection, and when the server says that the token ends soon; where it fails the attempt has failed, where it gives none it is `denied`.
   */
  token?: string | null | (() => string | null | Promise<string | null>);
  /** Address of `/ws`, or several, of which the next one is taken after each failure; by default that of the server that this module came from. */
  url?: string | string[];
  /** `en` or `zh-CN`: the language of what the server itself says. */
  lang?: string;
  /** A session to go on with, as found in {@link Parley.sessionId} before. */
  sessionId?: string | null;
  /** What to connect with where there is no global `WebSocket` (Node before 22). */
  WebSocket?: WebSocketConstructor;
  /** In the order to try them, where nothing is heard by one. Default both: by SockJS where no WebSocket gets through. */
  transports?: ('websocket' | 'sockjs')[];
  /** Whether to take several messages in one, some 20 ms later. Default: by SockJS, and where the network is slow or to be spared. */
  batch?: boolean;
  /** Whether to take long messages compressed. Default: where they can be read, but not from this machine itself. */
  compress?: boolean;
  /** Reconnects in a row before it is `closed`; `Infinity` for never. Default 5. */
  maxAttempts?: number;
  /** The first back-off; each may be twice the one before, full jitter. Default 1,000. */
  backoffMs?: number;
  /** The longest back-off. Default 30,000. */
  backoffCapMs?: number;
  /** Until the server has said `connected`. Default 10,000. */
  connectTimeoutMs?: number;
  /** Silence after a ping that ends the connection. Default 10,000. */
  pongTimeoutMs?: number;
  /** Unacknowledged messages that may wait, also while offline; beyond it `send` fails with `OUTBOX_FULL`. Default 200. */
  maxPending?: number;
}

export interface StateChange {
  state: State;
  /** Why: an error code of the server, `NO_TOKEN`, `token` (it could not be had), `closed`, `draining`, `language`, `timeout`, `no socket`, `no answer`, `closed 1006`… */
  reason?: string;
  /** The server's own sentence, where it gave one. */
  message?: string;
  /** The close code. */
  code?: number;
  /** Which reconnect in a row this is. */
  attempt?: number;
  /** When it is tried. */
  delayMs?: number;
  /** By which way it is open. */
  transport?: 'websocket' | 'sockjs';
}

/** What every entry of the log has. */
export interface Entry {
  type?: string;
  timestamp?: number;
  project_id?: string;
  message_id: string;
  /** Its place in the log; absent where it is not in the log (yet). */
  seq?: number;
}

/** What a user said or clicked, as logged. */
export interface Message extends Entry {
  id?: string;
  user_id: string;
  content?: string;
  attachments?: string[];
  reply_to?: string;
  action?: string;
  args?: Record<string, unknown>;
  metadata?: Record<string, unknown>;
}

/** What an agent lets the user choose; who does sends it back with {@link Parley.action}. */
export interface Offer {
  action: string;
  /** What the user reads. */
  label: string;
  args?: Record<string, unknown>;
}

export interface Failure {
  code: string;
  message: string;
  retry: boolean;
}

/** All of an answer so far; told again whenever it grows. */
export interface Answer extends Entry {
  turn_id?: string;
  attempt?: number;
  reply_to?: string;
  replaces?: string;
  content: string;
  thinking: string;
  status: 'running' | 'complete' | 'cancelled' | 'interrupted' | 'failed';
  /** Whether this is the last that is told of it. */
  done: boolean;
  need_more?: boolean;
  error?: Failure;
  usage?: Record<string, number>;
  /** With its end, where there is something to choose. */
  actions?: Offer[];
}

/** All of a generation task so far; told again at each step. */
export interface Task extends Partial<Entry> {
  task_id: string;
  id?: string;
  user_id?: string;
  args?: Record<string, unknown>;
  attempt?: number;
  phase?: string;
  /** 0 to 100, never back within an attempt. */
  progress?: number;
  message?: string;
  result?: Record<string, unknown>;
  error?: Failure;
  /** With its end, where there is something to choose. */
  actions?: Offer[];
  status: 'running' | 'completed' | 'failed' | 'cancelled';
  done: boolean;
}

/** What an application says. */
export interface Notice extends Partial<Entry> {
  id?: string;
  to?: string;
  content?: string;
  data?: Record<string, unknown>;
}

export interface Status {
  type: 'status';
  status: string;
  timestamp: number;
  project_id?: string;
  details?: Record<string, unknown>;
}

export interface ServerError extends Failure {
  type: 'error';
  timestamp: number;
  project_id?: string;
  id?: string;
  retry_after_ms?: number;
  correlation_id?: string;
}

export interface Sending {
  id: string;
  state: 'queued' | 'sent' | 'stored' | 'refused';
}

/** What `on` can listen to, and what is told then. */
export interface ParleyEvents {
  state: StateChange;
  message: Message;
  answer: Answer;
  task: Task;
  notice: Notice;
  status: Status;
  /** An error that is not about something sent; those fail its promise. */
  error: ServerError;
  /** What becomes of what was sent. */
  sending: Sending;
  /** We are too far behind: forget all that is shown. */
  reset: { fromSeq: number };
}

export interface Acknowledgement {
  id: string;
  message_id: string;
  seq: number;
  /** It was in the log already. */
  duplicate: boolean;
}

/** That something has ended. */
export interface Stopped {
  id: string;
  /** Of its end in the log; absent, as `seq`, where it was taken back before it was sent. */
  message_id?: string;
  seq?: number;
  /** It had ended already. */
  duplicate: boolean;
}

/** What is running, by one of its names. */
export interface StopTarget {
  messageId?: string;
  taskId?: string;
  /** Of our message. */
  id?: string;
}

/** An older entry, as the event that would have told of it. */
export type HistoryEntry = { [E in 'message' | 'answer' | 'task' | 'notice']: { event: E; detail: ParleyEvents[E] } }[
  'message' | 'answer' | 'task' | 'notice'];

/** What the server said of itself when it let us in. */
export interface ServerDetails {
  connection_id: string;
  session_id: string;
  user_id: string;
  project_id: string;
  resumed: boolean;
  last_seq: number;
  heartbeat_ms: number;
  max_message_bytes: number;
  protocol: string;
  durability: string;
}

/** Why something that we sent was refused. */
export declare class ParleyError extends Error {
  constructor(failure: { code: string; message?: string; retry?: boolean; correlation_id?: string | null });
  /** Of the server, or `CANCELLED`, `CLOSED`, `DENIED`, `OUTBOX_FULL` of our own; what no server would take is `BAD_REQUEST`, `CONFLICT`, `MSG_TOO_LARGE` already here. */
  readonly code: string;
  /** Whether to try again later makes sense. */
  readonly retry: boolean;
  /** What the server's log calls it. */
  readonly correlationId: string | null;
}

/** An id that no other client makes, for those who must know it before `send`. */
export declare function newId(): string;

/** One conversation, one connection, every message once and in order. Connects at once, and comes back by itself. */
export declare class Parley {
  /** Throws a TypeError that says what is wrong with the options. */
  constructor(options: ParleyOptions);

  readonly state: State;
  /** The session to resume after a reload; null before the first connection. */
  readonly sessionId: string | null;
  /** Null before the first connection. */
  readonly server: ServerDetails | null;

  /** Listens; the result stops listening. */
  on<E extends keyof ParleyEvents>(event: E, listener: (detail: ParleyEvents[E]) => void): () => void;

  /** Says something. Settles with its acknowledgement: from then on it is in the log, once. Fails with {@link ParleyError}. */
  send(content: string, options?: {
    attachments?: string[]; replyTo?: string; metadata?: Record<string, unknown>; id?: string;
  }): Promise<Acknowledgement>;

  /** Tells the agent of a click or a choice; `replyTo` is the answer or task that offered it. */
  action(action: string, options?: {
    content?: string; args?: Record<string, unknown>; replyTo?: string; metadata?: Record<string, unknown>; id?: string;
  }): Promise<Acknowledgement>;

  /**
   * Cancels one answer or task; by default all that run, and our questions whose answer has not begun. A message that was not sent yet is
   * taken back: its promise fails with `CANCELLED`.
   */
  stop(target?: StopTarget): Promise<Stopped[]>;

  /** Asks for another answer in place of this one, by default the latest. */
  regenerate(messageId?: string): Promise<Acknowledgement>;

  /** Starts a generation task; `task` events tell of it. */
  generate(args: Record<string, unknown>): Promise<Acknowledgement>;

  /** Older entries, oldest first: the next page of them, unless `beforeSeq` says otherwise. */
  history(options?: { beforeSeq?: number; limit?: number }): Promise<{ entries: HistoryEntry[]; more: boolean }>;

  /** The commands that this server knows, each with a sentence. */
  help(): Promise<Record<string, string>>;

  /** Changes the language of the server's own words; reconnects and resumes. */
  setLang(lang: string): void;

  /** Tries again at once: after `closed` or `denied`, or instead of waiting while `reconnecting`. */
  connect(): void;

  /** Ends it. What was not acknowledged fails with `CLOSED`. */
  close(): void;
}
