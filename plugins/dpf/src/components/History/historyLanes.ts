import {
  ClusterHistory,
  FindingPeriod,
  HistoryPeriod,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { isGating } from '@dpf-portal/dpf-model';
import { describeSettingChange } from '../../describe/describeSetting';
import { describeState } from '../../describe/describeState';

export type BandTone = 'ok' | 'warning' | 'error' | 'running' | 'neutral';

/** Something that lasts, or with the same start and end a mark, in milliseconds. */
export interface Band {
  from: number;
  until: number;
  tone: BandTone;
  text: string;
}

/** A row of the picture. */
export interface Lane {
  label: string;
  bands: Band[];
  /** Its bands are points in time. */
  isMarks: boolean;
}

/** More lanes than this are not drawn; the table has them. */
const MOST_FINDINGS = 12;

function span(
  { from, until }: HistoryPeriod,
  end: number,
): Pick<Band, 'from' | 'until'> {
  return { from: Date.parse(from), until: until ? Date.parse(until) : end };
}

function byName<T>(all: readonly T[], nameOf: (one: T) => string) {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    groups.set(nameOf(one), [...(groups.get(nameOf(one)) ?? []), one]);
  }
  return [...groups];
}

function conditionTone(type: string, status: string): BandTone {
  if (!isGating({ type }) && type !== 'Ready') {
    return 'neutral';
  }
  if (status === 'Unknown') {
    return 'warning';
  }
  return status === 'True' ? 'ok' : 'error';
}

function findingTone({ severity }: FindingPeriod): BandTone {
  return severity === 'info' ? 'neutral' : severity;
}

function marks(
  label: string,
  all: ReadonlyArray<{ at: string; text: string }>,
): Lane[] {
  const bands = all.map(({ at, text }) => ({
    from: Date.parse(at),
    until: Date.parse(at),
    tone: 'running' as const,
    text,
  }));
  return bands.length ? [{ label, bands, isMarks: true }] : [];
}

/** The rows of the picture of a history, and how many findings have none. */
export function historyLanes(history: ClusterHistory): {
  lanes: Lane[];
  more: number;
} {
  const end = Date.parse(history.until);
  const findings = byName(history.findings, ({ code }) => code);
  const phases: Lane = {
    label: 'Phase',
    isMarks: false,
    bands: history.phases.map(period => {
      const { label, tone } = describeState(period);
      return {
        ...span(period, end),
        tone: tone === 'pending' ? 'neutral' : tone,
        text: label,
      };
    }),
  };
  const lanes = [
    ...(phases.bands.length ? [phases] : []),
    ...marks(
      'Upgrades',
      history.upgrades.map(({ at, to }) => ({ at, text: to })),
    ),
    ...marks(
      'Settings',
      history.changes.map(change => ({
        at: change.at,
        text: describeSettingChange(change),
      })),
    ),
    // The newest ones, in the order in which they opened first.
    ...findings.slice(-MOST_FINDINGS).map(([label, periods]) => ({
      label,
      isMarks: false,
      bands: periods.map(period => ({
        ...span(period, end),
        tone: findingTone(period),
        text: period.sentence,
      })),
    })),
    ...byName(history.conditions, ({ type }) => type).map(
      ([label, periods]) => ({
        label,
        isMarks: false,
        bands: periods.map(period => ({
          ...span(period, end),
          tone: conditionTone(label, period.status),
          text: period.status,
        })),
      }),
    ),
  ];
  return { lanes, more: Math.max(0, findings.length - MOST_FINDINGS) };
}
