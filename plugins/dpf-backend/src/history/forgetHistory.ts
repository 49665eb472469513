import { Clock } from '@dpf-portal/kube-controller';
import { PhaseTransitions } from '../transitions/PhaseTransitions';
import { ClusterRecords } from './ClusterRecords';
import { FindingPeriods } from './FindingPeriods';

const DAY_MS = 24 * 60 * 60_000;

/** Deletes from the history what ended more than `retentionDays` ago, and what is too much of one cluster. */
export async function forgetHistory(options: {
  transitions: PhaseTransitions;
  records: ClusterRecords;
  findings: FindingPeriods;
  retentionDays: number;
  clock: Pick<Clock, 'now'>;
}): Promise<void> {
  const { transitions, records, findings, retentionDays, clock } = options;
  const before = new Date(clock.now() - retentionDays * DAY_MS).toISOString();
  const gone = await records.forget(before);
  await findings.forget(before, gone);
  await transitions.forget(before, gone);
}
