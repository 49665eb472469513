const HEARTBEAT_MS = 20_000;

/**
 * Prints the progress, each line with the seconds since the start. During a long
 * step, a heartbeat lists the running steps with their duration.
 */
export class Progress {
  #startedAt;
  #write;
  #now;
  #running = new Set();
  #heartbeat;

  constructor({
    write = text => process.stdout.write(text),
    now = () => performance.now(),
  } = {}) {
    this.#write = write;
    this.#now = now;
    this.#startedAt = now();
  }

  line(text) {
    const seconds = this.#secondsSince(this.#startedAt);
    this.#write(`[${seconds.toFixed(1).padStart(6)} s] ${text}\n`);
  }

  /** Prints text without a time, for results. */
  plain(text = '') {
    this.#write(`${text}\n`);
  }

  /**
   * Announces a step, runs it, and prints its duration. `work` may report
   * details for the heartbeat.
   *
   * @template T
   * @param {string} text
   * @param {(detail: (text: string) => void) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async step(text, work) {
    this.line(`${text} …`);
    const from = this.#now();
    const result = await this.track(text, work);
    this.line(`${text}: done in ${this.#secondsSince(from).toFixed(1)} s`);
    return result;
  }

  /** Like `step` without its two lines, for work that prints its own. The heartbeat includes it. */
  async track(text, work) {
    const running = { text, from: this.#now(), detail: '' };
    this.#running.add(running);
    this.#heartbeat ??= setInterval(() => this.#beat(), HEARTBEAT_MS).unref();
    try {
      return await work(detail => {
        running.detail = detail.trim();
      });
    } finally {
      this.#running.delete(running);
      if (this.#running.size === 0) {
        clearInterval(this.#heartbeat);
        this.#heartbeat = undefined;
      }
    }
  }

  #beat() {
    const steps = [...this.#running].map(({ text, from, detail }) => {
      const age = `${this.#secondsSince(from).toFixed(0)} s`;
      return `${text} (${detail ? `${age}: ${detail}` : age})`;
    });
    this.line(`  still running: ${steps.join('; ')}`);
  }

  #secondsSince(from) {
    return (this.#now() - from) / 1000;
  }
}
