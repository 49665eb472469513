import { KubeconfigProblem } from './KubeconfigInspection';

/**
 * A kubeconfig breaks the rules. The message names the first broken rule and never quotes the document.
 *
 * @public
 */
export class UnsafeKubeconfigError extends Error {
  override readonly name = 'UnsafeKubeconfigError';
  readonly problems: readonly KubeconfigProblem[];

  constructor(problems: readonly KubeconfigProblem[]) {
    const more =
      problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
    super(`The kubeconfig is refused: ${problems[0]?.message}${more}`);
    this.problems = problems;
  }
}
