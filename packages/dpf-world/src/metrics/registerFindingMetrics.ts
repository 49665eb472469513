import { PlacedFinding, localDpuClusterRef } from '@dpf-portal/dpf-model';
import { CollectedGauges } from './registerDpuClusterMetrics';

/**
 * The labels of a finding. All have few values but the cluster and its owner, and those are names: a sentence or an address
 * would make a series of each state.
 */
const LABELS = [
  'code',
  'severity',
  'who',
  'blocking',
  'upgrade',
  'acknowledged',
  'owner',
  'cluster',
] as const;

type FindingLabels = Record<(typeof LABELS)[number], string>;

interface FindingSeries {
  labels: FindingLabels;
  /** The earliest time of its findings, in seconds of Unix time. */
  since?: number;
}

function labelsOf({
  cluster,
  owner = '',
  explainedByUpgrade = false,
  finding,
}: PlacedFinding): FindingLabels {
  return {
    code: finding.code,
    severity: finding.severity,
    who: finding.who,
    blocking: String(finding.blocking),
    upgrade: String(explainedByUpgrade),
    acknowledged: String(finding.acknowledgement !== undefined),
    owner,
    cluster: cluster ? localDpuClusterRef(cluster) : '',
  };
}

/** Several findings with the same labels are one series. */
function seriesOf(findings: readonly PlacedFinding[]): FindingSeries[] {
  const series = new Map<string, FindingSeries>();
  for (const placed of findings) {
    const labels = labelsOf(placed);
    const key = JSON.stringify(Object.values(labels));
    const times = [
      series.get(key)?.since,
      Date.parse(placed.finding.since ?? '') / 1000,
    ].filter((time): time is number => Number.isFinite(time));
    series.set(key, {
      labels,
      ...(times.length > 0 && { since: Math.min(...times) }),
    });
  }
  return [...series.values()];
}

/** Computes a value once for all who ask until it is there. */
function sharedWhileComputed<T>(compute: () => Promise<T>): () => Promise<T> {
  let computing: Promise<T> | undefined;
  return () => {
    computing ??= compute().finally(() => {
      computing = undefined;
    });
    return computing;
  };
}

/**
 * Registers the gauges `dpf_finding` and `dpf_finding_since_seconds` of the open findings of one management cluster and its
 * DPU clusters.
 *
 * @public
 */
export function registerFindingMetrics(
  registry: CollectedGauges,
  findings: () => Promise<readonly PlacedFinding[]>,
): void {
  const open = sharedWhileComputed(async () => seriesOf(await findings()));
  registry.collected(
    {
      name: 'dpf_finding',
      help: 'The open findings: 1 for each code, DPU cluster and who must act. Without a cluster, it is about the management cluster.',
      labels: [...LABELS],
    },
    async set => (await open()).forEach(({ labels }) => set(1, labels)),
  );
  registry.collected(
    {
      name: 'dpf_finding_since_seconds',
      help: 'Since when each open finding has been true, in seconds of Unix time. No series where that is not known.',
      labels: [...LABELS],
    },
    async set =>
      (await open()).forEach(({ labels, since }) => {
        if (since !== undefined) {
          set(since, labels);
        }
      }),
  );
}
