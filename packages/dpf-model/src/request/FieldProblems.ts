import { FieldProblem } from './DpuClusterRequest';

/** Collects what is wrong, field by field. */
export class FieldProblems {
  readonly items: FieldProblem[] = [];

  add(field: string, reason: string | undefined): void {
    if (reason) {
      this.items.push({ field, reason });
    }
  }

  /** Checks a field that was given. */
  check<T>(
    field: string,
    value: T | undefined,
    problem: (value: T) => string | undefined,
  ): void {
    if (value !== undefined) {
      this.add(field, problem(value));
    }
  }
}
