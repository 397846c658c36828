import { createHmac } from 'node:crypto';

export const SECRET = 'a secret that only the tests of the browser know';

/** What an application is started with that wants tokens. */
export const WITH_TOKENS = ['--set', 'gateway.identity.mode=jwt', '--set', `gateway.identity.jwt.secret=${SECRET}`, '--set', 'gateway.identity.jwt.leeway_s=0'];

const part = value => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token as `./launcher token` makes them. */
export function token(userId, seconds = 3600, secret = SECRET) {
  const now = Math.floor(Date.now() / 1000);
  const said = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: userId, iss: 'parley', aud: 'parley', iat: now, exp: now + seconds })}`;
  return `${said}.${createHmac('sha256', secret).update(said).digest('base64url')}`;
}
