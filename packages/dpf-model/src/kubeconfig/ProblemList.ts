import {
  KubeconfigProblem,
  KubeconfigProblemCode,
} from './KubeconfigInspection';

/** Collects problems. `path` is made of known field names only: an unknown name is content too. */
export class ProblemList {
  readonly problems: KubeconfigProblem[] = [];

  add(code: KubeconfigProblemCode, message: string, path?: string): void {
    this.problems.push({ code, ...(path ? { path } : {}), message });
  }
}
