/** Runs at most so many jobs at a time, in the order they came. A job never throws into another. */
export class ProbePool {
  readonly #limit: number;
  readonly #waiting: Array<() => Promise<void>> = [];
  #running = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get idle(): boolean {
    return this.#running === 0 && this.#waiting.length === 0;
  }

  add(job: () => Promise<void>): void {
    this.#waiting.push(job);
    this.#pump();
  }

  #pump(): void {
    while (this.#running < this.#limit) {
      const job = this.#waiting.shift();
      if (!job) {
        return;
      }
      this.#running++;
      job()
        .catch(() => {
          // A probe reports by its observation; what is thrown beside it concerns nobody else.
        })
        .finally(() => {
          this.#running--;
          this.#pump();
        });
    }
  }
}
