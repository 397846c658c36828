let counter = 0;

/** As the protocol has ids. */
const ID = /^[A-Za-z0-9._:@|~-]{1,128}$/;

/** What an id has to be, said after its name. */
export const ID_RULE = 'has to be 1 to 128 of A–Z a–z 0–9 . _ : @ | ~ -';

export const isId = id => typeof id === 'string' && ID.test(id);

/** An id that no other client makes: time, order and 64 random bits. For those who must know it before `send`. */
export function newId() {
  const random = () => Math.floor(Math.random() * 2 ** 32).toString(36).padStart(7, '0');
  counter = (counter + 1) % 46656;
  return `${Date.now().toString(36)}-${counter.toString(36)}-${random()}${random()}`;
}
