import {
  ClusterHistory,
  HistoryPeriod,
  SettingChange,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { readOwner, sentence } from '@dpf-portal/dpf-model';
import {
  describeSettingChange,
  describeWriter,
} from '../../describe/describeSetting';
import { describeState } from '../../describe/describeState';

/** One entry of the table of a history. */
export interface HistoryEntry extends HistoryPeriod {
  id: string;
  kind: 'Cluster' | 'Phase' | 'Condition' | 'Problem' | 'Upgrade' | 'Setting';
  /** It happened at one time, and does not last. */
  isMoment: boolean;
  what: string;
  detail?: string;
  /** Who acts, or who changed it, in words. */
  who?: string;
  /** Entity ref of who changed it. */
  by?: string;
}

const WHO = { owner: 'Owner', platform: 'Platform team', nobody: 'Nobody' };

/** What was requested of a cluster, and its end. */
function ofCluster({
  from: since,
  cluster,
}: ClusterHistory): Array<Omit<HistoryEntry, 'id'>> {
  const { from, until, deletionRequestedAt, requestedBy, retiredBy } =
    cluster ?? {};
  // Whoever may write annotations chose the text.
  const by = readOwner(requestedBy) && requestedBy;
  const moments = [
    { at: from, what: 'Created', ...(by ? { by } : { who: 'Not recorded' }) },
    {
      at: deletionRequestedAt,
      what: 'Retirement requested',
      ...(retiredBy ? { by: retiredBy } : { who: 'Not recorded' }),
    },
    { at: until, what: 'Gone' },
  ];
  return moments.flatMap(({ at, ...entry }) =>
    at && at >= since
      ? [{ kind: 'Cluster' as const, isMoment: true, from: at, ...entry }]
      : [],
  );
}

function ofChange(change: SettingChange): Omit<HistoryEntry, 'id' | 'kind'> {
  return {
    from: change.at,
    isMoment: true,
    what: describeSettingChange(change),
    ...(change.by ? { by: change.by } : { who: describeWriter(change) }),
  };
}

/** Everything of a history as one list, newest first, also what happened in the same second. */
export function historyEntries(history: ClusterHistory): HistoryEntry[] {
  // A history has each kind oldest first, and the sort below keeps the order of what has the same time.
  const newestFirst = <T>(items: readonly T[]) => [...items].reverse();
  const phases = newestFirst(history.phases);
  const conditions = newestFirst(history.conditions);
  const findings = newestFirst(history.findings);
  const upgrades = newestFirst(history.upgrades);
  const changes = newestFirst(history.changes);
  const entries: Array<Omit<HistoryEntry, 'id'>> = [
    ...ofCluster(history),
    ...phases.map(({ phase, from, until, sentence: detail }) => ({
      kind: 'Phase' as const,
      isMoment: false,
      what: describeState({ phase }).label,
      detail,
      from,
      until,
    })),
    ...conditions.map(({ type, status, detail, from, until }) => ({
      kind: 'Condition' as const,
      isMoment: false,
      what: `${type}: ${status}`,
      detail,
      from,
      until,
    })),
    ...findings.map(({ code, sentence: detail, who, from, until }) => ({
      kind: 'Problem' as const,
      isMoment: false,
      what: code,
      detail: sentence(detail),
      who: WHO[who],
      from,
      until,
    })),
    ...upgrades.map(({ at, from, to }) => ({
      kind: 'Upgrade' as const,
      isMoment: true,
      what: `Kubernetes ${from ?? '—'} → ${to}`,
      from: at,
    })),
    ...changes.map(change => ({
      kind: 'Setting' as const,
      ...ofChange(change),
    })),
  ];
  return entries
    .sort((a, b) => b.from.localeCompare(a.from))
    .map(entry => ({
      ...entry,
      id: [entry.kind, entry.what, entry.from, entry.until].join(' '),
    }));
}

/** Something that changed at a time. */
export interface HistoryEvent {
  id: string;
  at: string;
  /** `Problem began`, `Setting changed`. */
  title: string;
  text: string;
  who?: string;
  by?: string;
}

const BEGINS = {
  Phase: 'Phase',
  Condition: 'Condition',
  Problem: 'Problem began',
  Upgrade: 'Upgraded',
  Setting: 'Setting changed',
} as const;

function titleOf({ kind, what }: HistoryEntry): string {
  return kind === 'Cluster' ? `Cluster ${what.toLowerCase()}` : BEGINS[kind];
}

/** A condition and a phase often have the sentence of a finding: it is said once. */
function textOf(
  { kind, what, detail = '' }: HistoryEntry,
  saidByFindings: readonly string[],
): string {
  if (kind === 'Cluster') {
    return '';
  }
  if (kind === 'Problem') {
    return detail || what;
  }
  const said = saidByFindings.find(sentenceOf => detail.endsWith(sentenceOf));
  const more = said ? detail.slice(0, -said.length).replace(/: $/, '') : detail;
  return more ? `${what} (${more})` : what;
}

/** What began or ended since a time, newest first. */
export function historyEvents(
  history: ClusterHistory,
  since: string,
): HistoryEvent[] {
  const saidByFindings = history.findings.map(finding =>
    sentence(finding.sentence),
  );
  const events = historyEntries(history).flatMap(entry => {
    const { id, kind, from, until, who, by } = entry;
    const text = textOf(entry, saidByFindings);
    // The phase and the status that follow say that the one before ended.
    const closes = kind === 'Problem' && until !== undefined;
    return [
      {
        id: `${id} begins`,
        at: from,
        title: titleOf(entry),
        text,
        ...(kind === 'Setting' && { who }),
        by,
      },
      ...(closes
        ? [{ id: `${id} ends`, at: until, title: 'Problem ended', text }]
        : []),
    ];
  });
  return events
    .filter(({ at }) => Date.parse(at) >= Date.parse(since))
    .sort((a, b) => b.at.localeCompare(a.at));
}
