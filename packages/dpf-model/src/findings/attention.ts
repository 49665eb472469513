import { DpuCluster, DpuClusterPhase } from '../cluster/DpuCluster';
import { readOwner } from '../cluster/owner';
import { DPF_ANNOTATIONS } from '../annotations';
import { isDeleting, isStarting } from './clusterState';
import { Finding, FindingCode, FindingWho } from './Finding';
import { whyNotReady } from './whyNotReady';

/**
 * What a cluster needs: an act of its owner, an act of the platform team, or only time. A cluster that needs nothing has
 * none; one may need acts of both.
 *
 * @public
 */
export type ClusterNeed = 'owner' | 'platform' | 'progress';

/** A problem of a cluster as a list shows it. @public */
export interface ClusterProblem {
  /** Absent when the cluster is not ready and no rule knows why. */
  code?: FindingCode;
  severity: Finding['severity'];
  sentence: string;
  who: FindingWho;
  /** RFC 3339, where known. */
  since?: string;
  /** Somebody knows of it, so that it asks nobody to act. */
  acknowledged?: boolean;
}

/** A finding that somebody has to act on. @public */
export interface FindingToActOn {
  finding: Finding;
  /** Without an owner, the platform team acts. */
  who: Exclude<FindingWho, 'nobody'>;
}

/** What a list says about a cluster. @public */
export interface ClusterAttention {
  needs: ClusterNeed[];
  /** Worst first; empty when the cluster is fine. */
  problems: ClusterProblem[];
  /** Orders clusters, the worst first: a smaller text is worse. */
  rank: string;
}

/** A finding of severity info is advice or a report of progress. */
function isProblem({ severity }: Finding): boolean {
  return severity !== 'info';
}

/**
 * Who acts on a finding of a cluster with this owner: without an owner there is nobody but the platform team.
 *
 * @public
 */
export function whoMustAct(
  who: FindingWho,
  owner: string | undefined,
): FindingWho {
  return who === 'owner' && !owner ? 'platform' : who;
}

function whoActs(who: FindingWho, { metadata }: DpuCluster): FindingWho {
  const annotation = metadata.annotations?.[DPF_ANNOTATIONS.owner];
  return whoMustAct(who, readOwner(annotation));
}

/**
 * The findings of a cluster, or of a management cluster, that somebody has to act on: those for which a list says that a
 * cluster needs somebody, and of which somebody is notified. Acknowledged ones are among them.
 *
 * @public
 */
export function findingsToActOn(
  findings: readonly Finding[],
  owner: string | undefined,
): FindingToActOn[] {
  return findings.filter(isProblem).flatMap(finding => {
    const who = whoMustAct(finding.who, owner);
    return who === 'nobody' ? [] : [{ finding, who }];
  });
}

function isBroken(cluster: DpuCluster): boolean {
  const phase = cluster.status?.phase;
  return !isDeleting(cluster) && (phase === 'NotReady' || phase === 'Failed');
}

/** The cluster is not ready, and no rule knows why. */
function unexplained(cluster: DpuCluster): ClusterProblem {
  return {
    severity: 'error',
    sentence:
      whyNotReady(cluster, []) ??
      'The cluster is not ready, and no controller reports a reason.',
    who: 'platform',
  };
}

function problemsOf(
  cluster: DpuCluster,
  findings: readonly Finding[],
): ClusterProblem[] {
  const problems = findings
    .filter(isProblem)
    .map(({ code, severity, sentence, who, since, acknowledgement }) => ({
      code,
      severity,
      sentence,
      who: whoActs(who, cluster),
      ...(since !== undefined && { since }),
      ...(acknowledgement && { acknowledged: true }),
    }));
  // A running upgrade explains why a cluster is not ready for a moment.
  const isExplained = findings.some(
    ({ code }) => code === 'ControlPlaneUpgrading',
  );
  return problems.length === 0 && isBroken(cluster) && !isExplained
    ? [unexplained(cluster)]
    : problems;
}

/** Something happens to the cluster that ends without anybody's help. */
function isUnderWay(
  cluster: DpuCluster,
  findings: readonly Finding[],
): boolean {
  return (
    isDeleting(cluster) ||
    isStarting(cluster) ||
    isBroken(cluster) ||
    findings.some(
      finding =>
        finding.code === 'ControlPlaneUpgrading' ||
        (isProblem(finding) && finding.who === 'nobody'),
    )
  );
}

/** Between clusters whose problems are equally bad. */
const PHASES: readonly DpuClusterPhase[] = [
  'Failed',
  'NotReady',
  'Pending',
  'Creating',
  'Ready',
];

function rankOf(
  cluster: DpuCluster,
  needs: readonly ClusterNeed[],
  findings: readonly Finding[],
  problems: readonly ClusterProblem[],
): string {
  const needsSomebody = needs.includes('owner') || needs.includes('platform');
  const isBlocking = findings.some(
    finding => isProblem(finding) && finding.blocking,
  );
  return [
    needsSomebody ? 0 : 1,
    needs.length ? 0 : 1,
    problems.some(({ severity }) => severity === 'error') ? 0 : 1,
    problems.length ? 0 : 1,
    isBlocking ? 0 : 1,
    PHASES.indexOf(cluster.status?.phase ?? 'Pending'),
  ].join('');
}

/**
 * Decides what a cluster needs and how bad that is, from its findings as `findingsOf` returns them. Nobody has to act on a
 * cluster in progress: it is being created, upgraded, repaired or retired. An acknowledged finding needs nobody, and is
 * still a problem.
 *
 * @public
 */
export function attentionOf(
  cluster: DpuCluster,
  findings: readonly Finding[],
): ClusterAttention {
  const problems = problemsOf(cluster, findings);
  const actors = (['owner', 'platform'] as const).filter(who =>
    problems.some(problem => problem.who === who),
  );
  const acting = actors.filter(who =>
    problems.some(problem => problem.who === who && !problem.acknowledged),
  );
  // What is acknowledged does not end by itself.
  const isInProgress = actors.length === 0 && isUnderWay(cluster, findings);
  const needs: ClusterNeed[] = isInProgress ? ['progress'] : acting;
  return {
    needs,
    problems,
    rank: rankOf(cluster, needs, findings, problems),
  };
}

/**
 * The worst problem, one that nobody knows of before acknowledged ones; of those that somebody has to solve, if a list shows
 * only these.
 *
 * @public
 */
export function worstProblem(
  { problems }: Pick<ClusterAttention, 'problems'>,
  who?: FindingWho,
): ClusterProblem | undefined {
  const ofActor = problems.filter(
    problem => who === undefined || problem.who === who,
  );
  return ofActor.find(({ acknowledged }) => !acknowledged) ?? ofActor[0];
}

/**
 * When something about the cluster last changed, as far as its objects say: it was made, asked to go, a condition changed,
 * a problem began. RFC 3339.
 *
 * @public
 */
export function lastChangeOf(
  { metadata, status }: DpuCluster,
  findings: readonly Finding[],
): string {
  const times = [
    metadata.creationTimestamp,
    metadata.deletionTimestamp,
    ...(status?.conditions ?? []).map(
      condition => condition.lastTransitionTime,
    ),
    ...findings.filter(isProblem).map(({ since }) => since),
  ];
  const newest = Math.max(
    ...times
      .map(time => Date.parse(time ?? ''))
      .filter(at => !Number.isNaN(at)),
  );
  return Number.isFinite(newest)
    ? new Date(newest).toISOString()
    : metadata.creationTimestamp ?? '';
}
