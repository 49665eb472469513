import {
  DpuCluster,
  Service,
  TenantControlPlane,
  isMadeLikeDpfs,
  ownerReferenceTo,
} from '@dpf-portal/dpf-model';
import {
  CORE_RESOURCES,
  KubeApiError,
  KubeObject,
  ResourceType,
  isAlreadyExists,
  isNotFound,
} from '@dpf-portal/kube-controller';
import {
  SERVICE_MONITORS,
  childLabels,
  controlPlaneName,
  labelValue,
  metricsName,
} from '@dpf-portal/dpf-world';
import { ReconcileContext, identityOf } from './ReconcileContext';
import { phaseAfterReady } from './afterReady';

const NAME_LABEL = 'kamaji.clastix.io/name';
/** A Service has a name of at most 63 characters. */
const LONGEST_SERVICE_NAME = 63;
// No event reports that a right was granted, or that a quota has room again.
const REFUSED_RETRY_MS = 30 * 60_000;

const OF_EACH =
  'process_(cpu_seconds_total|resident_memory_bytes|start_time_seconds)';

interface Component {
  /** Of the Service; the API server's container listens on the NodePort. */
  port: number;
  /** In the label `job`. */
  job: string;
  /** The metrics that are kept. All of them would be tens of thousands of series for each cluster. */
  kept: string;
}

const COMPONENTS: Record<string, Component> = {
  'kube-apiserver-metrics': {
    port: 6443,
    job: 'apiserver',
    kept: `apiserver_(request_total|request_duration_seconds_(sum|count)|current_inflight_requests|longrunning_requests|storage_objects|storage_size_bytes)|etcd_request(s_total|_errors_total|_duration_seconds_(sum|count))|${OF_EACH}`,
  },
  'kube-controller-manager-metrics': {
    port: 10257,
    job: 'kube-controller-manager',
    kept: `workqueue_(depth|adds_total|retries_total)|rest_client_requests_total|leader_election_master_status|${OF_EACH}`,
  },
  'kube-scheduler-metrics': {
    port: 10259,
    job: 'kube-scheduler',
    kept: `scheduler_(pending_pods|schedule_attempts_total)|${OF_EACH}`,
  },
};
const API_SERVER = 'kube-apiserver-metrics';

function metadata(cluster: DpuCluster, name: string): KubeObject['metadata'] {
  return {
    name,
    namespace: cluster.metadata.namespace,
    labels: {
      ...childLabels(cluster),
      [NAME_LABEL]: labelValue(metricsName(cluster.metadata.name)),
    },
    // DPF's own manager removes it with the cluster only if it is the controller.
    ownerReferences: [{ ...ownerReferenceTo(cluster), controller: true }],
  };
}

/** The Service by which the metrics of the control plane's components are reached. */
export function buildMetricsService(
  cluster: DpuCluster,
  port: number,
): Service {
  const { name } = cluster.metadata;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(cluster, metricsName(name)),
    spec: {
      selector: { [NAME_LABEL]: controlPlaneName(name) },
      ports: Object.entries(COMPONENTS).map(([portName, component]) => ({
        name: portName,
        protocol: 'TCP',
        port: component.port,
        targetPort: portName === API_SERVER ? port : component.port,
      })),
    },
  };
}

/** The certificate by which an API server of Kamaji calls kubelets may read the metrics of all three components. */
function clientCertificateOf(cluster: DpuCluster) {
  const secret = `${controlPlaneName(
    cluster.metadata.name,
  )}-api-server-kubelet-client-certificate`;
  return {
    cert: { secret: { name: secret, key: 'apiserver-kubelet-client.crt' } },
    keySecret: { name: secret, key: 'apiserver-kubelet-client.key' },
    // Two of the components serve with certificates that they have signed themselves.
    insecureSkipVerify: true,
  };
}

/** What the Prometheus operator scrapes of the control plane. The names of the metrics begin with `dpf_`, as DPF's do. */
export function buildServiceMonitor(
  cluster: DpuCluster,
): KubeObject & { spec: object } {
  const { name, namespace = '' } = cluster.metadata;
  const { labels, ...others } = metadata(cluster, controlPlaneName(name));
  return {
    apiVersion: `${SERVICE_MONITORS.group}/${SERVICE_MONITORS.version}`,
    kind: SERVICE_MONITORS.kind,
    metadata: {
      ...others,
      labels: {
        ...labels,
        'dpu.nvidia.com/cluster': labelValue(name),
        'dpu.nvidia.com/cluster-namespace': labelValue(namespace),
      },
    },
    spec: {
      selector: { matchLabels: { [NAME_LABEL]: labels?.[NAME_LABEL] } },
      endpoints: Object.entries(COMPONENTS).map(([port, { job, kept }]) => ({
        port,
        scheme: 'https',
        path: '/metrics',
        interval: '15s',
        scrapeTimeout: '10s',
        tlsConfig: clientCertificateOf(cluster),
        relabelings: [
          { action: 'replace', targetLabel: 'cluster', replacement: name },
          { action: 'replace', targetLabel: 'job', replacement: job },
        ],
        metricRelabelings: [
          { action: 'keep', sourceLabels: ['__name__'], regex: kept },
          {
            action: 'replace',
            sourceLabels: ['__name__'],
            regex: '(.+)',
            targetLabel: '__name__',
            replacement: 'dpf_${1}',
          },
        ],
      })),
    },
  };
}

/**
 * Whether metrics are wanted: DPF's configuration may turn them off. Where it may not be read, or the fields of Kamaji are
 * not known, nothing is concluded, and nothing is made.
 */
function isWanted({ cluster, world }: ReconcileContext): boolean {
  const config = world.operatorConfig();
  return (
    world.capabilities.kamajiFields !== undefined &&
    config !== 'unreadable' &&
    !config?.spec?.monitoring?.disable &&
    metricsName(cluster.metadata.name).length <= LONGEST_SERVICE_NAME
  );
}

function attemptAt(resource: ResourceType, { cluster }: ReconcileContext) {
  return `${resource.kind} of ${identityOf(cluster).uid}`;
}

function isDue(context: ReconcileContext, resource: ResourceType): boolean {
  const { attempts, clock } = context;
  return attempts.isDue(attemptAt(resource, context), clock.monotonic());
}

function lacksService(context: ReconcileContext): boolean {
  const { cluster, world } = context;
  const { namespace, name } = identityOf(cluster);
  return (
    !world.service(namespace, metricsName(name)) &&
    isDue(context, CORE_RESOURCES.services)
  );
}

function lacksMonitor(context: ReconcileContext): boolean {
  return Boolean(
    context.world.capabilities.serviceMonitors &&
      isDue(context, SERVICE_MONITORS),
  );
}

/** Creates the object unless one of its name exists, whoever made it. A refusal is logged and tried again later. */
async function make(
  context: ReconcileContext,
  resource: ResourceType,
  object: KubeObject,
): Promise<void> {
  const { attempts, clock, logger } = context;
  const client = context.client('kamaji');
  let next = Infinity;
  try {
    await client.get(resource, object.metadata);
  } catch (error) {
    if (!(error instanceof KubeApiError)) {
      throw error;
    }
    try {
      if (!isNotFound(error)) {
        throw error;
      }
      await client.create(resource, object);
    } catch (refused) {
      if (!(refused instanceof KubeApiError)) {
        throw refused;
      }
      if (!isAlreadyExists(refused)) {
        next = clock.monotonic() + REFUSED_RETRY_MS;
        logger.warn(
          `${resource.kind} ${object.metadata.name} of the control plane's metrics cannot be made; the cluster itself is not affected: ${refused.message}`,
        );
      }
    }
  }
  attempts.next(attemptAt(resource, context), next);
}

function portOf({ spec }: TenantControlPlane): number | undefined {
  return spec?.networkProfile?.port;
}

/**
 * Makes the Service for metrics, and the ServiceMonitor where that kind is served. Both are made once: they are not
 * repaired. A control plane of an earlier release gets none by itself.
 */
export const reconcileMetrics = phaseAfterReady({
  name: 'reconcileMetrics',
  isOpen: context => {
    const { cluster, observed } = context;
    return Boolean(
      observed.controlPlane &&
        portOf(observed.controlPlane) &&
        isMadeLikeDpfs(cluster, observed.controlPlane) &&
        isWanted(context) &&
        (lacksService(context) || lacksMonitor(context)),
    );
  },
  run: async context => {
    const { cluster, observed } = context;
    const port = observed.controlPlane && portOf(observed.controlPlane);
    if (port && lacksService(context)) {
      await make(
        context,
        CORE_RESOURCES.services,
        buildMetricsService(cluster, port),
      );
    }
    if (lacksMonitor(context)) {
      await make(context, SERVICE_MONITORS, buildServiceMonitor(cluster));
    }
    return undefined;
  },
});
