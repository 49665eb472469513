/** Delays that grow: each is a random part (full jitter) of a bound that doubles up to a cap. */
export class Backoff {
  #failures = 0;

  readonly #options: {
    baseMs: number;
    maxMs: number;
    random?: () => number;
  };

  constructor(options: {
    baseMs: number;
    maxMs: number;
    random?: () => number;
  }) {
    this.#options = options;
  }

  next(): number {
    const { baseMs, maxMs, random = Math.random } = this.#options;
    const bound = Math.min(maxMs, baseMs * 2 ** Math.min(this.#failures, 30));
    this.#failures++;
    return random() * bound;
  }

  reset(): void {
    this.#failures = 0;
  }
}
