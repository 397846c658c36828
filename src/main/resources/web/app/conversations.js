/** How many are asked for at first, and for each wish for more; the server gives no more than the last. */
const PAGE = 50;
const MOST = 500;
/** What comes close together is asked for once: requests count for the same rate as messages. */
const SOON_MS = 800;
/** While somebody looks: others may have written elsewhere. */
const OFTEN_MS = 60_000;

/** Our conversations, the last used first, and what of them we have seen. */
export class Conversations {
  all = [];
  more = false;
  failure = null;
  #api;
  #on;
  #limit = PAGE;
  #seen;
  #timer = null;
  #asked = 0;
  #isFirst = true;

  /** @param on `changed()` */
  constructor(api, userId, on) {
    this.#api = api;
    this.#on = on;
    this.#seen = new Seen(userId);
    setInterval(() => { if (!document.hidden) this.refresh(); }, OFTEN_MS);
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.soon(); });
  }

  find(projectId) { return this.all.find(one => one.project_id === projectId); }

  isUnread({ project_id: id, last_seq: lastSeq }) { return lastSeq > this.#seen.of(id); }

  /** It is shown up to there. */
  saw(projectId, seq) {
    if (!(seq > this.#seen.of(projectId))) return;
    this.#seen.set(projectId, seq);
    this.soon();
  }

  soon() {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => this.refresh(), SOON_MS);
  }

  showMore() {
    this.#limit = Math.min(MOST, this.#limit + PAGE);
    return this.refresh();
  }

  /** The latest question is the one whose answer counts. */
  async refresh() {
    clearTimeout(this.#timer);
    this.#timer = null;
    const asked = this.#asked += 1;
    try {
      const { conversations, more } = await this.#api.list(this.#limit);
      if (asked !== this.#asked) return;
      if (this.#isFirst) this.#seen.begin(conversations);
      this.#isFirst = false;
      this.all = conversations;
      this.more = more && this.#limit < MOST;
      this.failure = null;
    } catch (failure) {
      if (asked !== this.#asked) return;
      this.failure = failure;
    }
    this.#on.changed();
  }

  async rename(projectId, title) {
    await this.#api.rename(projectId, title);
    this.all = this.all.map(one => (one.project_id === projectId ? { ...one, title } : one));
    this.#on.changed();
  }

  async remove(projectId) {
    await this.#api.remove(projectId);
    this.forget(projectId);
  }

  /** It is not ours any more. */
  forget(projectId) {
    this.all = this.all.filter(one => one.project_id !== projectId);
    this.#on.changed();
  }
}

/** Up to which entry each conversation was shown here, in all tabs. */
class Seen {
  #key;

  constructor(userId) { this.#key = `parley.${userId}.seen`; }

  of(projectId) { return this.#all[projectId] ?? 0; }

  /** What was there before this browser knew of it is nothing new. */
  begin(conversations) {
    const known = this.#all;
    const others = conversations.filter(({ project_id: id }) => !(id in known)).map(one => [one.project_id, one.last_seq]);
    this.#store([...others, ...Object.entries(known)]);
  }

  /** What was seen last is last; the oldest of too many are forgotten. */
  set(projectId, seq) {
    const { [projectId]: old, ...others } = this.#all;
    this.#store([...Object.entries(others), [projectId, seq]]);
  }

  #store(entries) { localStorage.setItem(this.#key, JSON.stringify(Object.fromEntries(entries.slice(-MOST)))); }

  get #all() { return JSON.parse(localStorage.getItem(this.#key) ?? '{}'); }
}
