import { language, t } from './i18n.js';

/** Why the server did not do it, in words that say what to do. */
export class ApiError extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/** What the server does with conversations as a whole, under our identity. All fail with {@link ApiError}. */
export class Api {
  #identity;
  #refused;

  /** @param refused called where who we are is not believed any more */
  constructor(identity, refused) {
    this.#identity = identity;
    this.#refused = refused;
  }

  /** {conversations: [{project_id, title, role, last_seq, last_at}], more}, the last used first. */
  list(limit) { return this.#json('GET', `?limit=${limit}`); }

  rename(projectId, title) { return this.#json('PATCH', `/${projectId}`, { title }); }

  remove(projectId) { return this.#json('DELETE', `/${projectId}`); }

  /** {members: [{user_id, role, joined_at}], open}. */
  members(projectId) { return this.#json('GET', `/${projectId}/members`); }

  invite(projectId, userId) { return this.#json('POST', `/${projectId}/members`, { user_id: userId }); }

  removeMember(projectId, userId) { return this.#json('DELETE', `/${projectId}/members/${encodeURIComponent(userId)}`); }

  /** All of the log as lines of JSON. */
  async export(projectId) { return (await this.#ask('GET', `/${projectId}/export`)).blob(); }

  async #json(method, path, body) { return (await this.#ask(method, path, body)).json(); }

  async #ask(method, path, body) {
    const url = new URL(`/api/conversations${path}`, location.href);
    url.searchParams.set('lang', language());
    const headers = { ...this.#identity.headers(), ...(body && { 'Content-Type': 'application/json' }) };
    const answer = await fetch(url, { method, headers, body: body && JSON.stringify(body), cache: 'no-store' })
      .catch(() => { throw new ApiError('OFFLINE', t('apiOffline')); }); // the browser's words say nothing to people
    if (!answer.ok) throw await this.#error(answer);
    return answer;
  }

  async #error(answer) {
    const { code = 'INTERNAL_ERROR', message = t('apiFailed') } = await answer.json().catch(() => ({})); // of a proxy, perhaps
    if (code === 'UNAUTHENTICATED') this.#refused();
    return new ApiError(code, message);
  }
}
