import {
  AddressHolder,
  ControlPlaneSettings,
  ConfigMap,
  ControllerRoleStatus,
  DPU_CLUSTER_GROUPS,
  DaemonSet,
  Dpu,
  DpuCluster,
  DpuClusterApi,
  KnownOperatorConfig,
  KubeNode,
  KubeconfigSecretState,
  RunningEndpoint,
  Service,
  TenantControlPlane,
  TenantObservation,
  UpgradeUnderWay,
  WatchedKind,
  World,
  endpointOfControlPlane,
  internalFinalizer,
  managerFinalizer,
  OwnerReference,
} from '@dpf-portal/dpf-model';
import { anApi } from './managementClusters';

export const CREATED = '2026-11-24T14:00:00Z';
export const NOW = Date.parse('2026-11-24T14:00:25Z');
const API_VERSION = `${DPU_CLUSTER_GROUPS.released}/v1alpha1`;
export const CONTROL_PLANE_LABEL = 'node-role.kubernetes.io/control-plane';

type ClusterChange = {
  metadata?: Partial<DpuCluster['metadata']>;
  spec?: Partial<DpuCluster['spec']>;
  status?: DpuCluster['status'];
};

export function aCluster(change: ClusterChange = {}): DpuCluster {
  const { type = 'kamaji' } = change.spec ?? {};
  return {
    apiVersion: API_VERSION,
    kind: 'DPUCluster',
    metadata: {
      name: 'green',
      namespace: 'team-b',
      uid: 'uid-green',
      resourceVersion: '7',
      creationTimestamp: CREATED,
      finalizers: [
        internalFinalizer(DPU_CLUSTER_GROUPS.released),
        ...(type === 'kamaji' || type === 'static'
          ? [managerFinalizer(DPU_CLUSTER_GROUPS.released)]
          : []),
      ],
      ...change.metadata,
    },
    spec: {
      type: 'kamaji',
      maxNodes: 10,
      clusterEndpoint: {
        keepalived: {
          vip: '10.66.66.66',
          interface: 'br-dpu',
          virtualRouterID: 126,
          nodeSelector: { [CONTROL_PLANE_LABEL]: 'true' },
        },
      },
      ...change.spec,
    },
    status: change.status ?? { phase: 'Creating' },
  };
}

export function aStaticCluster(change: ClusterChange = {}): DpuCluster {
  return aCluster({
    ...change,
    spec: {
      type: 'static',
      clusterEndpoint: undefined,
      kubeconfig: 'my-admin-kubeconfig',
      ...change.spec,
    },
  });
}

/** The cluster that was there first. */
export const blue = aCluster({
  metadata: {
    name: 'blue',
    namespace: 'team-a',
    uid: 'uid-blue',
    creationTimestamp: '2026-11-23T14:00:00Z',
  },
  status: { phase: 'Ready' },
});

export function aNode(name: string, label?: string): KubeNode {
  return {
    metadata: {
      name,
      labels: label === undefined ? {} : { [CONTROL_PLANE_LABEL]: label },
    },
  };
}

export function aDpu(name: string, set?: string, phase = 'Ready'): Dpu {
  return {
    apiVersion: API_VERSION,
    metadata: {
      name,
      namespace: 'dpf-operator-system',
      labels: set
        ? { [`${DPU_CLUSTER_GROUPS.released}/dpuset-name`]: set }
        : {},
    },
    status: { phase },
  };
}

/** The owner reference of a child of `green`, or of another cluster by its uid. */
function ownedBy(uid: string): OwnerReference[] {
  return [{ apiVersion: API_VERSION, kind: 'DPUCluster', name: 'green', uid }];
}

export function aControlPlane(
  status: TenantControlPlane['status'] = {},
  owner = 'uid-green',
): TenantControlPlane {
  return {
    metadata: {
      name: 'green',
      creationTimestamp: CREATED,
      ownerReferences: ownedBy(owner),
    },
    spec: {
      dataStore: 'default',
      networkProfile: { address: '10.66.66.66', port: 31443 },
    },
    status,
  };
}

/** keepalived's DaemonSet, as its status says it runs. */
export function keepalivedOn(
  numberReady: number,
  status: DaemonSet['status'] = {},
  owner = 'uid-green',
): DaemonSet {
  return {
    metadata: {
      name: 'green-keepalived',
      generation: 1,
      creationTimestamp: CREATED,
      ownerReferences: ownedBy(owner),
    },
    status: {
      numberReady,
      desiredNumberScheduled: 3,
      currentNumberScheduled: 3,
      observedGeneration: 1,
      ...status,
    },
  };
}

/** A keepalived DaemonSet as DPF's own manager creates it. `settings` overrides its environment variables. */
export function vendorKeepalived(
  settings: Record<string, string> = {},
  nodeSelector: Record<string, string> = { [CONTROL_PLANE_LABEL]: 'true' },
): DaemonSet {
  const env = {
    INTERFACE: 'br-dpu',
    VIRTUAL_ROUTER_ID: '126',
    VIRTUAL_IP: '10.66.66.66',
    NODE_PORT: '31443',
    ...settings,
  };
  return {
    ...keepalivedOn(3),
    spec: {
      template: {
        spec: {
          nodeSelector,
          initContainers: [
            {
              name: 'init',
              env: Object.entries(env).map(([name, value]) => ({
                name,
                value,
              })),
            },
          ],
        },
      },
    },
  };
}

/** What surrounds the one cluster that is looked at. */
export interface Surroundings {
  now?: number;
  roles?: ControllerRoleStatus[];
  kamaji?: boolean;
  vendorTypes?: string[];
  others?: DpuCluster[];
  controlPlane?: TenantControlPlane;
  daemonSet?: DaemonSet;
  nodes?: KubeNode[];
  operatorConfig?: KnownOperatorConfig;
  dataStores?: string[];
  dpus?: Dpu[];
  /** Left out: where there are `dpus`. */
  servesDpus?: boolean;
  secret?: KubeconfigSecretState;
  observation?: TenantObservation;
  /** Of other clusters, by their uid; `observation` is of every other one. */
  observations?: Record<string, TenantObservation>;
  /** DPUs of other clusters, by the uid of the cluster; `dpus` are those of every other one. */
  dpusOfOthers?: Record<string, Dpu[]>;
  /** Names of the tenant's Nodes that are Ready. */
  readyNodes?: string[];
  /** Nodes of DPUs that are not Ready, and since when. */
  silentNodes?: Record<string, string | undefined>;
  children?: Partial<Record<'DaemonSet' | 'ConfigMap', boolean>>;
  service?: Service;
  configMap?: ConfigMap;
  /** Control planes and keepalived beside those of the clusters. */
  running?: RunningEndpoint[];
  /** Control planes of the other clusters, by name. */
  otherControlPlanes?: Record<string, TenantControlPlane>;
  /** keepalived of the other clusters, by its name. */
  otherDaemonSets?: Record<string, DaemonSet>;
  /** What has an address, by the address. */
  addressHolders?: Record<string, AddressHolder[]>;
  hanging?: DpuCluster[];
  first?: DpuCluster;
  api?: Partial<DpuClusterApi>;
  usualTimeToReadyMs?: number;
  settings?: ControlPlaneSettings;
  upgrades?: UpgradeUnderWay[];
  /** The kinds of objects that are not known. */
  unknown?: WatchedKind[];
}

export function runBy(
  role: ControllerRoleStatus['role'],
  who: ControllerRoleStatus['runBy'],
  holderSince?: string,
): ControllerRoleStatus {
  return { role, mode: 'auto', runBy: who, reason: 'Because.', holderSince };
}

/** DPF's own controllers run every role. */
export const BY_VENDOR: ControllerRoleStatus[] = [
  runBy('kamaji', 'vendor'),
  runBy('static', 'vendor'),
  runBy('provisioning', 'vendor', CREATED),
];

export function aWorld(around: Surroundings = {}): World {
  const others = around.others ?? [];
  const green = (name: string) => name.startsWith('green');
  const controlPlanes = [
    ...(around.controlPlane ? [around.controlPlane] : []),
    ...Object.values(around.otherControlPlanes ?? {}),
  ];
  const running: RunningEndpoint[] = [
    ...controlPlanes.map(endpointOfControlPlane),
    ...(around.running ?? []),
  ];
  return {
    managementCluster: 'lab',
    now: around.now ?? NOW,
    capabilities: {
      apis: [anApi(around.api)],
      dpuGroups: [DPU_CLUSTER_GROUPS.released],
      kamaji: around.kamaji ?? true,
    },
    roles: around.roles ?? [
      runBy('kamaji', 'portal'),
      runBy('static', 'portal'),
      runBy('provisioning', 'portal'),
    ],
    vendorTypes: around.vendorTypes ?? [],
    isKnown: kind => !around.unknown?.includes(kind),
    wasListed: kind => !around.unknown?.includes(kind),
    controlPlaneSettings: around.settings ?? {},
    upgradesUnderWay: () => around.upgrades ?? [],
    clusters: () => others,
    clusterByUid: uid => others.find(({ metadata }) => metadata.uid === uid),
    clustersNamed: (namespace, name) =>
      others.filter(
        ({ metadata }) =>
          metadata.namespace === namespace && metadata.name === name,
      ),
    clustersByVip: vip =>
      others.filter(c => c.spec.clusterEndpoint?.keepalived?.vip === vip),
    clustersByRouterId: id =>
      others.filter(
        c => c.spec.clusterEndpoint?.keepalived?.virtualRouterID === id,
      ),
    tenantControlPlane: (_, name) =>
      green(name) ? around.controlPlane : around.otherControlPlanes?.[name],
    tenantControlPlanesByAddress: address =>
      controlPlanes.filter(
        ({ spec }) => spec?.networkProfile?.address === address,
      ),
    runningWithVip: vip => running.filter(found => found.vip === vip),
    runningWithRouterId: id =>
      running.filter(found => found.virtualRouterID === id),
    runningEndpoints: () => running,
    addressHolders: address => around.addressHolders?.[address] ?? [],
    daemonSet: (_, name) =>
      green(name) ? around.daemonSet : around.otherDaemonSets?.[name],
    service: () => around.service,
    configMap: () => around.configMap,
    childExists: kind => around.children?.[kind],
    nodes: () => around.nodes,
    operatorConfig: () => around.operatorConfig,
    dataStoreExists: name => around.dataStores?.includes(name),
    servesDpus: () => around.servesDpus ?? around.dpus !== undefined,
    dpusOf: ({ metadata }) =>
      around.dpusOfOthers?.[metadata.uid ?? ''] ?? around.dpus,
    kubeconfigSecret: () => around.secret,
    observation: ({ metadata }) =>
      around.observations?.[metadata.uid ?? ''] ?? around.observation,
    readyNodes: () => around.readyNodes && new Set(around.readyNodes),
    silentNodes: () =>
      around.silentNodes && new Map(Object.entries(around.silentNodes)),
    hangingClusters: () => around.hanging ?? [],
    firstByName: () => around.first,
    usualTimeToReadyMs: around.usualTimeToReadyMs,
  };
}
