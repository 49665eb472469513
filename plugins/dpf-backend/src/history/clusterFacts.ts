import { Condition, isSameVersion, sentence } from '@dpf-portal/dpf-model';

/** What the history knows of a cluster as it was last, to see what changes. */
export interface ClusterFacts {
  settings: Record<string, string>;
  /** Status by type. */
  conditions: Record<string, Condition['status']>;
  version?: string;
}

/** One change, before it is known who made it. */
export interface FactChange {
  kind: 'condition' | 'version' | 'setting';
  /** A type, `version`, or the name of a setting. */
  subject: string;
  before?: string;
  after?: string;
  detail?: string;
  /** RFC 3339, where the object says it. */
  at?: string;
}

/** The facts of a cluster's conditions. */
export function conditionFacts(
  conditions: readonly Condition[],
): ClusterFacts['conditions'] {
  return Object.fromEntries(
    conditions.map(({ type, status }) => [type, status]),
  );
}

/** The conditions whose status is another one than before. A condition without a before begins. */
export function conditionChanges(
  before: ClusterFacts['conditions'],
  now: readonly Condition[],
): FactChange[] {
  const changed = now
    .filter(({ type, status }) => before[type] !== status)
    .map(({ type, status, reason, message, lastTransitionTime: at }) => ({
      kind: 'condition' as const,
      subject: type,
      before: before[type],
      after: status,
      detail: [reason, sentence(message)].filter(Boolean).join(': '),
      at,
    }));
  const removed = Object.keys(before)
    .filter(type => !now.some(condition => condition.type === type))
    .map(type => ({
      kind: 'condition' as const,
      subject: type,
      before: before[type],
    }));
  return [...changed, ...removed];
}

/** The settings with another value than before. */
export function settingChanges(
  before: ClusterFacts['settings'],
  now: ClusterFacts['settings'],
): FactChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter(name => before[name] !== now[name])
    .map(name => ({
      kind: 'setting',
      subject: name,
      before: before[name],
      after: now[name],
    }));
}

/** The version that is installed, if it is another one. One that is not known now is no change. */
export function versionChange(
  before: string | undefined,
  now: string | undefined,
): FactChange[] {
  return before === undefined || now === undefined || isSameVersion(before, now)
    ? []
    : [{ kind: 'version', subject: 'version', before, after: now }];
}
