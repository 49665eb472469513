import {
  DpuCluster,
  DpuClusterPhase,
  DpuCounts,
  dpuCountsOf,
} from '@dpf-portal/dpf-model';
import { MetricDescription, MetricLabels } from '@dpf-portal/kube-controller';
import { ManagementClusterConnection } from '../managementCluster/ManagementClusterConnection';

/** Sets values of a gauge. A series that is not set in a collection is removed. @public */
export type SetSeries = (value: number, labels: MetricLabels) => void;

/** Sets all series of a gauge, at once or before the promise resolves. @public */
export type CollectSeries = (set: SetSeries) => void | Promise<void>;

/** A registry of gauges that find their series again at each collection. @public */
export interface CollectedGauges {
  collected(description: MetricDescription, collect: CollectSeries): void;
}

const PHASES: readonly DpuClusterPhase[] = [
  'Pending',
  'Creating',
  'Ready',
  'NotReady',
  'Failed',
];
const STATUSES = ['True', 'False', 'Unknown'];
const IDENTITY = ['name', 'namespace', 'uid'];

/** What is known of a cluster besides its object. @public */
export interface DpuClusterMetricsSources {
  clusters: () => readonly DpuCluster[];
  /** The installed Kubernetes version, if the object does not say it. */
  installedVersion?: (cluster: DpuCluster) => string | undefined;
  /** The number of its DPUs; no series if it is absent. */
  dpuCounts?: (cluster: DpuCluster) => DpuCounts;
}

/** What a connection knows of its clusters. @public */
export function dpuClusterSources(
  connection: Pick<
    ManagementClusterConnection,
    'clusters' | 'installedVersion' | 'world'
  >,
): DpuClusterMetricsSources {
  return {
    clusters: () => connection.clusters(),
    installedVersion: cluster => connection.installedVersion(cluster),
    dpuCounts: cluster => dpuCountsOf(cluster, connection.world([])),
  };
}

type Series = (
  cluster: DpuCluster,
  set: (value: number, labels?: MetricLabels) => void,
  sources: DpuClusterMetricsSources,
) => void;

const seconds = (time: string | undefined) => Date.parse(time ?? '') / 1000;

interface Described {
  name: string;
  help: string;
  labels?: string[];
  series: Series;
}

/**
 * As the vendor's kube-state-metrics configuration of the newest DPF, plus `dpus`. A state set has one series for each
 * state.
 */
const METRICS: readonly Described[] = [
  {
    name: 'created',
    help: 'When the DPUCluster was created, in seconds of Unix time.',
    series: ({ metadata }, set) => set(seconds(metadata.creationTimestamp)),
  },
  {
    name: 'info',
    help: 'What the DPUCluster is.',
    labels: ['max_nodes', 'version', 'type', 'keepalived_virtual_ip'],
    series: (cluster, set, { installedVersion }) => {
      const { spec, status } = cluster;
      set(1, {
        max_nodes: String(spec.maxNodes ?? ''),
        // `spec.version` is only a request, not the running version.
        version: status?.version ?? installedVersion?.(cluster) ?? '',
        type: spec.type,
        keepalived_virtual_ip: spec.clusterEndpoint?.keepalived?.vip ?? '',
      });
    },
  },
  {
    name: 'status_phase',
    help: 'The phase of the DPUCluster: 1 for the one it is in.',
    labels: ['phase'],
    series: ({ status }, set) =>
      PHASES.forEach(phase =>
        set(Number(phase === (status?.phase ?? 'Pending')), { phase }),
      ),
  },
  {
    name: 'status_conditions',
    help: 'The conditions of the DPUCluster: 1 for the status each has.',
    labels: ['type', 'status'],
    series: ({ status: { conditions = [] } = {} }, set) =>
      conditions.forEach(({ type, status: live }) =>
        STATUSES.forEach(status =>
          set(Number(status === live), { type, status }),
        ),
      ),
  },
  {
    name: 'status_condition_last_transition_time',
    help: 'When each condition last changed its status, in seconds of Unix time.',
    labels: ['type', 'status'],
    series: ({ status: { conditions = [] } = {} }, set) =>
      conditions.forEach(({ type, status, lastTransitionTime }) =>
        set(seconds(lastTransitionTime), { type, status }),
      ),
  },
  {
    name: 'status_nodes_count',
    help: 'How many DPUs are assigned to the DPUCluster, as its status counts them.',
    series: ({ status }, set) => {
      if (status?.nodesCount !== undefined) {
        set(status.nodesCount);
      }
    },
  },
  {
    name: 'dpus',
    help: 'DPUs of the DPUCluster by how far they are: assigned, joined, operational. No series where the number is not known.',
    labels: ['state'],
    series: (cluster, set, { dpuCounts }) => {
      const { assigned, joined, operational } = dpuCounts?.(cluster) ?? {};
      for (const [state, number] of Object.entries({
        assigned,
        joined,
        operational,
      })) {
        if (number !== undefined) {
          set(number, { state });
        }
      }
    },
  },
];

/**
 * Registers the gauges `dpf_dpucluster_*` of the watched DPUClusters. Where both API groups are served, the uid
 * distinguishes clusters of the same name.
 *
 * @public
 */
export function registerDpuClusterMetrics(
  registry: CollectedGauges,
  sources: DpuClusterMetricsSources,
): void {
  for (const { name, help, labels = [], series } of METRICS) {
    registry.collected(
      {
        name: `dpf_dpucluster_${name}`,
        help,
        labels: [...IDENTITY, ...labels],
      },
      setSeries => collect(sources, series, setSeries),
    );
  }
}

function collect(
  sources: DpuClusterMetricsSources,
  series: Series,
  setSeries: SetSeries,
): void {
  for (const cluster of sources.clusters()) {
    const { name, namespace = '', uid = '' } = cluster.metadata;
    const set = (value: number, labels?: MetricLabels) => {
      if (Number.isFinite(value)) {
        setSeries(value, { name, namespace, uid, ...labels });
      }
    };
    series(cluster, set, sources);
  }
}
