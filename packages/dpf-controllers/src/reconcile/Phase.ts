import { ReconcileContext } from './ReconcileContext';

/** How a pass goes on after a phase. */
export type PhaseResult =
  /** With the next phase; and in any case again after that time. */
  | { flow: 'continue'; afterMs?: number }
  /** This pass ends; again on the next event, or after that time. */
  | { flow: 'wait'; afterMs?: number }
  /** This pass ends and only a change of the object starts another. */
  | { flow: 'stop' };

/** A step of the reconciler. It throws to be retried. */
export interface Phase {
  readonly name: string;
  run(context: ReconcileContext): Promise<PhaseResult>;
}

export const proceed: PhaseResult = { flow: 'continue' };
export const stop: PhaseResult = { flow: 'stop' };

export function wait(afterMs?: number): PhaseResult {
  return { flow: 'wait', afterMs };
}
