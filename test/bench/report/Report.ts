import { Measurement } from '../courses/Course';
import { median } from '../../statistics/median';

interface Row {
  figure: string;
  unit: string;
  values: Map<string, number[]>;
}

/** Figures by contestant, over all rounds. */
export class Report {
  readonly #rows = new Map<string, Row>();
  readonly #contestants: string[] = [];

  add(contestant: string, measurements: readonly Measurement[]): void {
    if (!this.#contestants.includes(contestant)) {
      this.#contestants.push(contestant);
    }
    for (const { figure, unit, value } of measurements) {
      const row = this.#rows.get(figure) ?? { figure, unit, values: new Map() };
      this.#rows.set(figure, row);
      row.values.set(contestant, [
        ...(row.values.get(contestant) ?? []),
        value,
      ]);
    }
  }

  /** Medians over the rounds, and the first contestant's share of each other one's. */
  toMarkdown(): string {
    const header = ['figure', ...this.#contestants];
    const lines = [...this.#rows.values()].map(({ figure, unit, values }) => [
      figure,
      ...this.#contestants.map(name => {
        const found = values.get(name);
        return found ? `${rounded(median(found))} ${unit}`.trim() : '–';
      }),
    ]);
    const rule = header.map((_, i) => (i === 0 ? '---' : '--:'));
    return [header, rule, ...lines]
      .map(cells => `| ${cells.join(' | ')} |`)
      .join('\n');
  }
}

function rounded(value: number): string {
  if (Number.isInteger(value)) {
    return String(value);
  }
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
