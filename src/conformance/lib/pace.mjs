/** Spreads what each user says, where the checks share users: a message every so many milliseconds. */
export class Pace {
  #everyMs;
  #free = new Map();

  constructor(everyMs) { this.#everyMs = everyMs; }

  /** Settles when it is the turn of what `user` wants to say, in the order of asking. */
  async turn(user) {
    if (this.#everyMs === 0) return;
    const at = Math.max(Date.now(), this.#free.get(user) ?? 0);
    this.#free.set(user, at + this.#everyMs);
    await new Promise(resolve => { setTimeout(resolve, at - Date.now()); });
  }
}
