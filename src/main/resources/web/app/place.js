/** Who we are and where: from the address, else as last time, else new. Kept in storage and in the address. */

const random = () => crypto.getRandomValues(new Uint32Array(1))[0].toString(36).slice(0, 5);
const valid = id => /^[A-Za-z0-9._:@|~-]{1,128}$/.test(id ?? '');

function find(name, make) {
  const key = `parley.${name}`;
  const given = [new URLSearchParams(location.search).get(name), localStorage.getItem(key)].find(valid);
  const id = given ?? make();
  localStorage.setItem(key, id);
  return id;
}

export function findPlace() {
  const place = {
    userId: find('user_id', () => `guest-${random()}`),
    projectId: find('project_id', () => `talk-${random()}${random()}`),
  };
  history.replaceState(null, '', address(place));
  return place;
}

const address = ({ userId, projectId }) =>
  `/?${new URLSearchParams({ project_id: projectId, user_id: userId })}`;

export const freshAddress = userId => address({ userId, projectId: `talk-${random()}${random()}` });

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

  #store(messages) { sessionStorage.setItem(`${this.#prefix}unsent`, JSON.stringify(messages)); }
}
