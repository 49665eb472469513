import { ResourceUsage } from '../../controllers/ControllersProcess';

/** One fault of a soak and its result. */
export interface SoakStep extends ResourceUsage {
  fault: string;
  /** Time from the end of the fault to the expected state. */
  wellAfterMs: number;
  requestsPerSecond: number;
}

// Garbage varies; a leak shows in the means of whole thirds.
const MOST_GROWTH = 1.3;
const MORE_SOCKETS = 10;

/** Collects the steps and checks that memory and sockets do not grow. */
export class SoakReport {
  readonly #steps: SoakStep[] = [];

  add(step: SoakStep): void {
    this.#steps.push(step);
  }

  /** Lists what grew, one sentence each. Empty with fewer than six steps, which cannot be compared. */
  growth(): string[] {
    const third = Math.floor(this.#steps.length / 3);
    if (third < 2) {
      return [];
    }
    const first = meanUsage(this.#steps.slice(0, third));
    const last = meanUsage(this.#steps.slice(-third));
    return [
      ...(last.rssMegabytes > first.rssMegabytes * MOST_GROWTH
        ? [`memory grew from ${first.rssMegabytes} to ${last.rssMegabytes} MB`]
        : []),
      ...(last.sockets > first.sockets + MORE_SOCKETS
        ? [`sockets grew from ${first.sockets} to ${last.sockets}`]
        : []),
    ];
  }

  /** One line for each kind of fault. */
  table(): string {
    const byFault = new Map<string, SoakStep[]>();
    for (const step of this.#steps) {
      byFault.set(step.fault, [...(byFault.get(step.fault) ?? []), step]);
    }
    const rows = [...byFault].map(([fault, steps]) => [
      fault,
      String(steps.length),
      seconds(Math.max(...steps.map(({ wellAfterMs }) => wellAfterMs))),
      Math.max(...steps.map(step => step.requestsPerSecond)).toFixed(1),
      String(Math.max(...steps.map(({ rssMegabytes }) => rssMegabytes))),
      String(Math.max(...steps.map(({ sockets }) => sockets))),
    ]);
    return render([
      ['an API server that', 'times', 'well after', 'req/s', 'MB', 'sockets'],
      ...rows,
    ]);
  }
}

function meanUsage(steps: readonly SoakStep[]): ResourceUsage {
  const mean = (pick: (step: SoakStep) => number) =>
    Math.round(steps.reduce((sum, step) => sum + pick(step), 0) / steps.length);
  return {
    rssMegabytes: mean(({ rssMegabytes }) => rssMegabytes),
    sockets: mean(({ sockets }) => sockets),
  };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function render(rows: string[][]): string {
  const widths = rows[0].map((_, column) =>
    Math.max(...rows.map(row => row[column].length)),
  );
  return rows
    .map(row =>
      row
        .map((cell, column) =>
          column === 0
            ? cell.padEnd(widths[column])
            : cell.padStart(widths[column]),
        )
        .join('  '),
    )
    .join('\n');
}
