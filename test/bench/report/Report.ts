import { Measurement } from '../scenarios/Scenario';
import { median } from '../../statistics/median';

interface Row {
  figure: string;
  unit: string;
  values: Map<string, number[]>;
}

/** Figures by subject, over all rounds. */
export class Report {
  readonly #rows = new Map<string, Row>();
  readonly #subjects: string[] = [];

  add(subject: string, measurements: readonly Measurement[]): void {
    if (!this.#subjects.includes(subject)) {
      this.#subjects.push(subject);
    }
    for (const { figure, unit, value } of measurements) {
      const row = this.#rows.get(figure) ?? { figure, unit, values: new Map() };
      this.#rows.set(figure, row);
      row.values.set(subject, [...(row.values.get(subject) ?? []), value]);
    }
  }

  /** A markdown table with the medians over the rounds. */
  toMarkdown(): string {
    const header = ['figure', ...this.#subjects];
    const lines = [...this.#rows.values()].map(({ figure, unit, values }) => [
      figure,
      ...this.#subjects.map(name => {
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
