import { Finding, FindingCode, FindingWho } from './Finding';
import { PlacedFinding } from './placedFindings';

/** Where a cause was found, and what it says there. @public */
export interface ProblemPlace
  extends Pick<PlacedFinding, 'managementCluster' | 'cluster'>,
    Pick<
      Finding,
      'severity' | 'sentence' | 'remedy' | 'since' | 'acknowledgement'
    > {}

/** What several places have in common: the same problem, for the same people. @public */
export interface ProblemCause {
  code: FindingCode;
  who: FindingWho;
  /** The worst of its places. */
  severity: Finding['severity'];
  /** How many DPU clusters have it. */
  clusterCount: number;
  /** What only follows from it, in any of its places; absent where nothing does. */
  effects?: FindingCode[];
  /** Worst first, then those that have lasted longest; at most 100. */
  places: ProblemPlace[];
}

/** How many problems wait for whom. @public */
export type ProblemCounts = Record<FindingWho, number>;

const MOST_PLACES = 100;
const SEVERITIES: ReadonlyArray<Finding['severity']> = [
  'error',
  'warning',
  'info',
];

function rank({ severity }: Pick<Finding, 'severity'>): number {
  return SEVERITIES.indexOf(severity);
}

/** Whether it is something to solve: an info tells what is going on. */
function isProblem({ severity }: Finding): boolean {
  return severity !== 'info';
}

/** Milliseconds; an unknown time sorts behind every known one. */
function timeOf({ since }: ProblemPlace): number {
  return Date.parse(since ?? '') || Number.MAX_SAFE_INTEGER;
}

function worstFirst(one: ProblemPlace, other: ProblemPlace): number {
  return rank(one) - rank(other) || timeOf(one) - timeOf(other);
}

function causeOf(placed: readonly PlacedFinding[]): ProblemCause {
  const places = placed
    .map(({ managementCluster, cluster, finding }) => {
      const { severity, sentence, remedy, since, acknowledgement } = finding;
      return {
        managementCluster,
        ...(cluster && { cluster }),
        severity,
        sentence,
        remedy,
        ...(since && { since }),
        ...(acknowledgement && { acknowledgement }),
      };
    })
    .sort(worstFirst);
  const [{ finding }] = placed;
  const effects = placed.flatMap(one => one.finding.effects ?? []);
  return {
    code: finding.code,
    who: finding.who,
    severity: places[0].severity,
    clusterCount: placed.filter(({ cluster }) => cluster).length,
    ...(effects.length && {
      effects: [...new Set(effects.map(({ code }) => code))],
    }),
    places: places.slice(0, MOST_PLACES),
  };
}

/**
 * The problems of several clusters by their cause, worst and most frequent first. What only follows from another finding
 * stands below that one, so it counts with its cause.
 *
 * @public
 */
export function problemCauses(
  placed: readonly PlacedFinding[],
): ProblemCause[] {
  const groups = new Map<string, PlacedFinding[]>();
  for (const one of placed) {
    const { code, who } = one.finding;
    if (isProblem(one.finding)) {
      const key = `${code} ${who}`;
      const group = groups.get(key) ?? [];
      group.push(one);
      groups.set(key, group);
    }
  }
  return [...groups.values()]
    .map(causeOf)
    .sort(
      (one, other) =>
        rank(one) - rank(other) ||
        other.clusterCount - one.clusterCount ||
        one.code.localeCompare(other.code),
    );
}

/** How many of the findings are problems that nobody has acknowledged, by who must act. @public */
export function problemCounts(findings: readonly Finding[]): ProblemCounts {
  const counts: ProblemCounts = { owner: 0, platform: 0, nobody: 0 };
  findings
    .filter(finding => isProblem(finding) && !finding.acknowledgement)
    .forEach(({ who }) => counts[who]++);
  return counts;
}
