let counter = 0;

/** An id that no other client makes: time, order and 64 random bits. For those who must know it before `send`. */
export function newId() {
  const random = () => Math.floor(Math.random() * 2 ** 32).toString(36).padStart(7, '0');
  counter = (counter + 1) % 46656;
  return `${Date.now().toString(36)}-${counter.toString(36)}-${random()}${random()}`;
}
