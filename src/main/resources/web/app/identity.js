/** Who we are to this server: it knows (a proxy said so), or a token says so, or it believes what we say. */

const TOKEN = 'parley.token';

/** By what the server says of a request that says nothing. Fails as `fetch` does. */
export async function findIdentity() {
  const { user_id: userId, token } = await asked({});
  if (userId) return new Known(userId);
  return token ? new ByToken() : new Claimed();
}

/** Who asks, as {user_id} or {token}. A server that does not say is one that believes us. */
async function asked(headers) {
  const answer = await fetch('/api/identity', { headers, cache: 'no-store' });
  if (answer.status === 404) return {};
  if (!answer.ok) throw new Error(`${answer.status} of /api/identity`);
  return answer.json();
}

class Known {
  constructor(userId) { this.userId = userId; }

  /** For requests. */
  headers() { return {}; }

  /** For the client. */
  options() { return {}; }

  /** For addresses of the page. */
  query() { return {}; }
}

const random = () => crypto.getRandomValues(new Uint32Array(1))[0].toString(36).slice(0, 5);
const valid = id => /^[A-Za-z0-9._:@|~-]{1,128}$/.test(id ?? '');

/** As the address says, else as last time, else somebody new. */
class Claimed {
  constructor() {
    const given = [new URLSearchParams(location.search).get('user_id'), localStorage.getItem('parley.user_id')].find(valid);
    this.userId = given ?? `guest-${random()}`;
    localStorage.setItem('parley.user_id', this.userId);
  }

  headers() { return { 'User-ID': this.userId }; }

  options() { return { userId: this.userId }; }

  query() { return { user_id: this.userId }; }
}

/** The token is kept for as long as the tab is there, and nowhere else. */
class ByToken {
  /** Null until somebody has signed in. */
  userId = null;

  get isSignedIn() { return this.userId !== null; }

  headers() {
    const token = sessionStorage.getItem(TOKEN);
    return token ? { Authorization: `Bearer ${token}` } : {};
  }

  options() { return { token: () => sessionStorage.getItem(TOKEN) }; }

  query() { return {}; }

  /** Whether the token that this tab has is believed. */
  async resume() {
    const token = sessionStorage.getItem(TOKEN);
    return token !== null && this.signIn(token);
  }

  /** Whether `token` is believed; only then it is kept. Fails as `fetch` does. */
  async signIn(token) {
    const { user_id: userId } = await asked({ Authorization: `Bearer ${token}` });
    this.userId = userId ?? null;
    if (userId) sessionStorage.setItem(TOKEN, token);
    else sessionStorage.removeItem(TOKEN);
    return this.isSignedIn;
  }

  signOut() {
    sessionStorage.removeItem(TOKEN);
    location.reload();
  }
}
