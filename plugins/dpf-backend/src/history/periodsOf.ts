import {
  ClusterUpgrade,
  ConditionPeriod,
  HistoryPeriod,
  PhasePeriod,
  PhaseTransition,
  SettingChange,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { StoredChange } from './ChangeLog';

/** Whether something was so at or after a time. */
export function isSince<T extends HistoryPeriod>(
  since: string | undefined,
): (period: T) => boolean {
  return ({ until }) => !since || until === undefined || until >= since;
}

/** What was so from one change to the next one. */
function untilNext<C extends { at: string }, P extends HistoryPeriod>(
  changes: readonly C[],
  end: string | undefined,
  toPeriod: (change: C) => Omit<P, 'from' | 'until'> | undefined,
): Array<Omit<P, 'from' | 'until'> & HistoryPeriod> {
  return changes.flatMap((change, i) => {
    const period = toPeriod(change);
    const until = changes[i + 1]?.at ?? end;
    return period
      ? [{ ...period, from: change.at, ...(until && { until }) }]
      : [];
  });
}

/** The phases of a cluster, oldest first. `end` is when the cluster was gone. */
export function phasePeriods(
  transitions: readonly PhaseTransition[],
  end?: string,
): PhasePeriod[] {
  return untilNext<PhaseTransition, PhasePeriod>(
    transitions,
    end,
    ({ to, sentence }) => ({ phase: to, ...(sentence && { sentence }) }),
  );
}

function isStatus(text?: string): text is ConditionPeriod['status'] {
  return text === 'True' || text === 'False' || text === 'Unknown';
}

/** The statuses of each condition of a cluster, in the order of their first change. */
export function conditionPeriods(
  changes: readonly StoredChange[],
  end?: string,
): ConditionPeriod[] {
  const byType = new Map<string, StoredChange[]>();
  for (const change of changes) {
    if (change.kind === 'condition') {
      const { subject } = change;
      byType.set(subject, [...(byType.get(subject) ?? []), change]);
    }
  }
  return [...byType].flatMap(([type, ofType]) =>
    untilNext<StoredChange, ConditionPeriod>(ofType, end, change => {
      const { after: status, detail } = change;
      return isStatus(status)
        ? { type, status, ...(detail && { detail }) }
        : undefined;
    }),
  );
}

/** The changes of the installed version. */
export function upgradesOf(changes: readonly StoredChange[]): ClusterUpgrade[] {
  return changes
    .filter(({ kind }) => kind === 'version')
    .map(({ at, before, after = '' }) => ({
      at,
      ...(before && { from: before }),
      to: after,
    }));
}

/** The changes of settings, with who made them as far as that is known. */
export function settingChangesOf(
  changes: readonly StoredChange[],
): SettingChange[] {
  return changes
    .filter(({ kind }) => kind === 'setting')
    .map(({ at, subject, before, after, detail, by, manager }) => ({
      at,
      setting: subject,
      ...(before !== undefined && { from: before }),
      ...(after !== undefined && { to: after }),
      ...(detail && { detail }),
      ...(by && { by }),
      ...(manager && { manager }),
    }));
}
