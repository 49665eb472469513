/** Says what happens, with the seconds since the start in front. */
export class Progress {
  readonly #startedAt = performance.now();

  readonly #write: (line: string) => void;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  line(text: string): void {
    this.#write(`${this.elapsedSeconds().toFixed(1).padStart(6)} s  ${text}`);
  }

  elapsedSeconds(): number {
    return (performance.now() - this.#startedAt) / 1000;
  }
}
