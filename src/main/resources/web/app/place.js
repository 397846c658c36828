/** Where we are: the conversation that the address names, else the last one, else a new one. */

const random = () => crypto.getRandomValues(new Uint32Array(1))[0].toString(36).slice(0, 5);
const valid = id => /^[A-Za-z0-9._:@|~-]{1,128}$/.test(id ?? '');

export const newProjectId = () => `talk-${random()}${random()}`;

/** The page's way between conversations: each has its address, and the browser's buttons go back and forth. */
export class Place {
  #identity;
  #moved;
  #projectId;

  /** @param moved called with the conversation that the browser's buttons lead to */
  constructor(identity, moved) {
    this.#identity = identity;
    this.#moved = moved;
    this.#take([this.#named, localStorage.getItem(this.#key)].find(valid) ?? newProjectId());
    history.replaceState(null, '', this.address(this.#projectId));
    window.addEventListener('popstate', () => this.#popped());
  }

  get projectId() { return this.#projectId; }

  get #named() { return new URLSearchParams(location.search).get('project_id'); }

  /** Of each user the last one, where several share a browser. */
  get #key() { return `parley.${this.#identity.userId}.project_id`; }

  address(projectId) { return `/?${new URLSearchParams({ project_id: projectId, ...this.#identity.query() })}`; }

  go(projectId, { replace = false } = {}) {
    this.#take(projectId);
    history[replace ? 'replaceState' : 'pushState'](null, '', this.address(projectId));
  }

  #take(projectId) {
    this.#projectId = projectId;
    localStorage.setItem(this.#key, projectId);
  }

  #popped() {
    const projectId = this.#named;
    if (!valid(projectId) || projectId === this.#projectId) return;
    this.#take(projectId);
    this.#moved(projectId);
  }
}

/** What one tab remembers of one conversation over a reload: its session, and what it had not got rid of. */
export class TabMemory {
  #prefix;

  constructor({ userId, projectId }) { this.#prefix = `parley.${userId}/${projectId}.`; }

  get sessionId() { return sessionStorage.getItem(`${this.#prefix}session`); }

  set sessionId(id) { sessionStorage.setItem(`${this.#prefix}session`, id); }

  /** Unacknowledged messages, oldest first: [{id, content}]. */
  get unsent() { return JSON.parse(sessionStorage.getItem(`${this.#prefix}unsent`) ?? '[]'); }

  keep(message) { this.#store([...this.unsent.filter(({ id }) => id !== message.id), message]); }

  release(id) { this.#store(this.unsent.filter(message => message.id !== id)); }

  /** A browser keeps some megabytes; what is beyond is sent all the same, and not kept over a reload. */
  #store(messages) {
    try {
      sessionStorage.setItem(`${this.#prefix}unsent`, JSON.stringify(messages));
    } catch (failure) {
      if (failure.name !== 'QuotaExceededError') throw failure;
      console.info('parley:', failure.name);
    }
  }
}
