import {
  DpuCluster,
  DpuClusterPhase,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { MetricLabels } from '@dpf-portal/kube-controller';
import { PrometheusRegistry, SetSeries } from './PrometheusRegistry';

const PHASES: readonly DpuClusterPhase[] = [
  'Pending',
  'Creating',
  'Ready',
  'NotReady',
  'Failed',
];
const STATUSES = ['True', 'False', 'Unknown'];
const IDENTITY = ['name', 'namespace', 'uid'];

type Series = (
  cluster: DpuCluster,
  set: (value: number, labels?: MetricLabels) => void,
) => void;

const seconds = (time: string | undefined) => Date.parse(time ?? '') / 1000;

interface Described {
  name: string;
  help: string;
  labels?: string[];
  series: Series;
}

/** As the vendor's kube-state-metrics configuration of the newest DPF; a state set has one series for each state. */
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
    series: ({ spec, status }, set) =>
      set(1, {
        max_nodes: String(spec.maxNodes ?? ''),
        version: status?.version ?? spec.version ?? '',
        type: spec.type,
        keepalived_virtual_ip: spec.clusterEndpoint?.keepalived?.vip ?? '',
      }),
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
    help: 'How many nodes DPF counts in the DPUCluster.',
    series: ({ status }, set) => {
      if (status?.nodesCount !== undefined) {
        set(status.nodesCount);
      }
    },
  },
];

/**
 * Gauges `dpf_dpucluster_*` over the DPUClusters that are watched. Where both API groups are served a cluster of each
 * is told apart by its uid.
 */
export function registerDpuClusterMetrics(
  registry: PrometheusRegistry,
  clusters: () => readonly DpuCluster[],
): void {
  for (const { name, help, labels = [], series } of METRICS) {
    registry.collected(
      {
        name: `dpf_dpucluster_${name}`,
        help,
        labels: [...IDENTITY, ...labels],
      },
      setSeries => collect(clusters(), series, setSeries),
    );
  }
}

function collect(
  clusters: readonly DpuCluster[],
  series: Series,
  setSeries: SetSeries,
): void {
  for (const cluster of clusters) {
    const { name, namespace = '', uid = '' } = cluster.metadata;
    series(cluster, (value, labels) => {
      if (Number.isFinite(value)) {
        setSeries(value, { name, namespace, uid, ...labels });
      }
    });
  }
}
