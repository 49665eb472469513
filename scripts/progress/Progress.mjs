/**
 * Prints what is being done, each line with the seconds since the start.
 */
export class Progress {
  #startedAt;
  #write;
  #now;

  constructor({
    write = text => process.stdout.write(text),
    now = () => performance.now(),
  } = {}) {
    this.#write = write;
    this.#now = now;
    this.#startedAt = now();
  }

  line(text) {
    const seconds = (this.#now() - this.#startedAt) / 1000;
    this.#write(`[${seconds.toFixed(1).padStart(6)} s] ${text}\n`);
  }

  /** Text without a time, for the lines a person came for. */
  plain(text = '') {
    this.#write(`${text}\n`);
  }

  /** Announces a step, runs it, and says how long it took. */
  async step(text, work) {
    this.line(`${text} …`);
    const from = this.#now();
    const result = await work();
    const seconds = (this.#now() - from) / 1000;
    this.line(`${text}: done in ${seconds.toFixed(1)} s`);
    return result;
  }
}
