import {
  Allocation,
  ClusterLabels,
  DpuCluster,
  Finding,
  World,
  findingsOf,
  groupOf,
  keyOf,
  labelChangeEffect,
} from '@dpf-portal/dpf-model';
import { Dump } from './Dump';
import { explainedCluster } from './explainedCluster';
import { ChangedFinding, Explanation, WhatIf } from './Explanation';
import { OpenedDump, openDump } from './openDump';
import { whereDpusGo } from './whereDpusGo';

/** A label to set, or to remove. @public */
export interface LabelEdit {
  key: string;
  /** `null` removes it. */
  value: string | null;
}

/** What is assumed besides the dump. @public */
export interface Assumptions {
  /** The cluster whose labels are edited, as `namespace/name` or its name; needed where there are several. */
  cluster?: string;
  ifLabels?: readonly LabelEdit[];
  ifNewClusters?: readonly DpuCluster[];
}

/** What is assumed does not fit the dump. @public */
export class AssumptionError extends Error {
  readonly name = 'AssumptionError';
}

function chosenCluster(
  clusters: readonly DpuCluster[],
  chosen: string | undefined,
): DpuCluster {
  const found =
    chosen === undefined
      ? clusters
      : clusters.filter(
          cluster =>
            keyOf(cluster) === chosen || cluster.metadata.name === chosen,
        );
  if (found.length === 1) {
    return found[0];
  }
  const names = clusters.slice(0, 20).map(keyOf).join(', ');
  throw new AssumptionError(
    found.length
      ? `Name the cluster whose labels are edited, as --cluster NAMESPACE/NAME: ${names}.`
      : `There is no DPUCluster ${chosen ?? ''} in the dump${
          names ? `, only ${names}` : ''
        }.`,
  );
}

function editedLabels(
  labels: ClusterLabels = {},
  edits: readonly LabelEdit[],
): Record<string, string> {
  const after = new Map(Object.entries(labels));
  for (const { key, value } of edits) {
    if (value === null) {
      after.delete(key);
    } else {
      after.set(key, value);
    }
  }
  return Object.fromEntries(after);
}

/** The cluster as the API server would return it right after its creation. */
function created(cluster: DpuCluster, index: number, at: string): DpuCluster {
  const { metadata, spec, apiVersion } = cluster;
  return {
    apiVersion,
    kind: 'DPUCluster',
    metadata: {
      name: metadata.name,
      namespace: metadata.namespace ?? 'default',
      labels: metadata.labels,
      annotations: metadata.annotations,
      uid: `if-new-cluster-${index}`,
      resourceVersion: '1',
      creationTimestamp: at,
    },
    spec,
  };
}

function sameName(one: DpuCluster, other: DpuCluster): boolean {
  return keyOf(one) === keyOf(other) && groupOf(one) === groupOf(other);
}

function allFindings(
  { findings, world }: OpenedDump,
  clusters: readonly DpuCluster[],
): ChangedFinding[] {
  return [
    ...findings.map(finding => ({ finding })),
    ...clusters.flatMap(cluster =>
      findingsOf(cluster, world).map(finding => ({
        cluster: keyOf(cluster),
        finding,
      })),
    ),
  ];
}

function differs(one: ChangedFinding, other: ChangedFinding): boolean {
  const key = ({ cluster, finding }: { cluster?: string; finding: Finding }) =>
    `${cluster} ${finding.code} ${finding.sentence}`;
  return key(one) !== key(other);
}

function without(
  all: readonly ChangedFinding[],
  others: readonly ChangedFinding[],
): ChangedFinding[] {
  return all.filter(each => others.every(other => differs(each, other)));
}

function effectOf(
  cluster: DpuCluster,
  after: Record<string, string>,
  { selectors, world }: { selectors: OpenedDump['selectors']; world: World },
): NonNullable<WhatIf['labels']> {
  const before = cluster.metadata.labels ?? {};
  return {
    cluster: keyOf(cluster),
    before,
    after,
    effect: labelChangeEffect({
      before,
      after,
      known: selectors.get(groupOf(cluster)) ?? {
        dpuSets: undefined,
        dpuDeployments: undefined,
      },
      dpus: world.dpusOf(cluster),
      nodesCount: cluster.status?.nodesCount,
    }),
  };
}

/** As if the new clusters were Ready: the question is which DPUs they get, not when. */
function whenReady(
  allocation: Allocation,
  newClusters: readonly DpuCluster[],
): Allocation {
  return {
    ...allocation,
    clusters: allocation.clusters.map(cluster =>
      newClusters.some(added => sameName(added, cluster))
        ? { ...cluster, status: { phase: 'Ready' } }
        : cluster,
    ),
  };
}

/** What would be different with other labels or more clusters; nothing where nothing is assumed. */
export async function whatIf(
  dump: Dump,
  now: OpenedDump,
  assumptions: Assumptions & { next?: number },
  where: Parameters<typeof openDump>[1],
): Promise<Pick<Explanation, 'whatIf'>> {
  const { ifLabels = [], ifNewClusters = [], next } = assumptions;
  if (!ifLabels.length && !ifNewClusters.length) {
    return {};
  }
  const { clusters } = now.assignment;
  const edited = ifLabels.length
    ? chosenCluster(clusters, assumptions.cluster)
    : undefined;
  const labels =
    edited &&
    effectOf(edited, editedLabels(edited.metadata.labels, ifLabels), now);
  const taken = ifNewClusters.filter(added =>
    clusters.some(cluster => sameName(cluster, created(added, 0, ''))),
  );
  const added = ifNewClusters
    .filter(cluster => !taken.includes(cluster))
    .map((cluster, index) =>
      created(cluster, index, new Date(where.now).toISOString()),
    );
  const then = await openDump(
    dump.with([
      ...added,
      ...(edited && labels
        ? [
            {
              ...edited,
              metadata: { ...edited.metadata, labels: labels.after },
            },
          ]
        : []),
    ]),
    where,
  );
  try {
    const isNew = (cluster: DpuCluster) =>
      added.some(one => sameName(one, cluster));
    const [before, after] = [
      allFindings(now, clusters),
      allFindings(
        then,
        then.assignment.clusters.filter(cluster => !isNew(cluster)),
      ),
    ];
    return {
      whatIf: {
        assumed: [
          ...(labels
            ? [
                `${labels.cluster} has the labels ${describeLabels(
                  labels.after,
                )}.`,
              ]
            : []),
          ...added.map(cluster => `DPUCluster ${keyOf(cluster)} was created.`),
        ],
        impossible: taken.map(
          cluster =>
            `DPUCluster ${cluster.metadata.namespace ?? 'default'}/${
              cluster.metadata.name
            } exists already: kubectl create fails, and kubectl apply changes it.`,
        ),
        ...(labels ? { labels } : {}),
        newClusters: then.assignment.clusters
          .filter(isNew)
          .map(cluster => explainedCluster(cluster, then)),
        appear: without(after, before),
        disappear: without(before, after),
        next: whereDpusGo(then, next, whenReady(then.assignment, added)),
      },
    };
  } finally {
    await then.close();
  }
}

function describeLabels(labels: Record<string, string>): string {
  const all = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return all.length ? all.sort().join(', ') : '(none)';
}
