import { Observed } from './Observed';
import { Problem } from './Problem';

/** Notes an edit that is not carried out. Of several the first one's reason stands, and all are told. */
export function refuseEdit(observed: Observed, problem: Problem): void {
  const { refusedEdit } = observed;
  observed.refusedEdit = refusedEdit
    ? {
        reason: refusedEdit.reason,
        message: `${refusedEdit.message} ${problem.message}`,
      }
    : problem;
}
