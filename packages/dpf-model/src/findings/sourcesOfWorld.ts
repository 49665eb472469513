import { WatchedKind, World } from './World';

/** What answers a question to World: objects of a kind, a probe of the API servers, or the portal's own knowledge. @public */
export type WorldSource =
  | 'DPUCluster'
  | 'CustomResourceDefinition'
  | 'TenantControlPlane'
  | 'DataStore'
  | 'DPFOperatorConfig'
  | 'DPU'
  | 'DaemonSet'
  | 'Service'
  | 'ConfigMap'
  | 'Node'
  | 'Deployment'
  | 'Lease'
  | 'Secret'
  | 'probe'
  | 'portal';

const RUNNING: readonly WorldSource[] = [
  'TenantControlPlane',
  'DaemonSet',
  'ConfigMap',
];

/** What each part of World is made of. The compiler demands an entry for each part. */
const SOURCES: Record<keyof World, readonly WorldSource[]> = {
  managementCluster: [],
  now: [],
  // These depend on the kind that is asked for.
  isKnown: [],
  wasListed: [],
  capabilities: ['CustomResourceDefinition'],
  roles: ['Deployment', 'Lease'],
  vendorTypes: [],
  controlPlaneSettings: [],
  portal: ['portal'],
  clusters: ['DPUCluster'],
  clusterByUid: ['DPUCluster'],
  clustersNamed: ['DPUCluster'],
  clustersByVip: ['DPUCluster'],
  clustersByRouterId: ['DPUCluster'],
  tenantControlPlane: ['TenantControlPlane'],
  tenantControlPlanesByAddress: ['TenantControlPlane'],
  runningWithVip: RUNNING,
  runningWithRouterId: RUNNING,
  runningEndpoints: RUNNING,
  addressHolders: ['Node', 'Service'],
  daemonSet: ['DaemonSet'],
  service: ['Service'],
  configMap: ['ConfigMap'],
  childExists: ['DaemonSet', 'ConfigMap'],
  nodes: ['Node'],
  operatorConfig: ['DPFOperatorConfig'],
  dataStoreExists: ['DataStore'],
  servesDpus: ['CustomResourceDefinition'],
  dpusOf: ['DPU'],
  kubeconfigSecret: ['Secret'],
  observation: ['probe'],
  readyNodes: ['probe'],
  silentNodes: ['probe'],
  hangingClusters: ['probe'],
  upgradesUnderWay: ['TenantControlPlane'],
  firstByName: ['DPUCluster'],
  usualTimeToReadyMs: [],
};

const SOURCES_OF_KINDS: Record<WatchedKind, readonly WorldSource[]> = {
  dpuClusters: ['DPUCluster'],
  dpus: ['DPU'],
  tenantControlPlanes: ['TenantControlPlane'],
  dataStores: ['DataStore'],
  daemonSets: ['DaemonSet'],
  services: ['Service'],
  configMaps: ['ConfigMap'],
  nodes: ['Node'],
  secrets: ['Secret'],
  operatorConfigs: ['DPFOperatorConfig'],
  roles: ['Deployment', 'Lease'],
};

function isPart(name: string | symbol): name is keyof World {
  return Object.hasOwn(SOURCES, name);
}

/** World, with a note of what was asked. */
export function recordingWorld(world: World): {
  world: World;
  /** What answered so far. */
  asked: Set<WorldSource>;
} {
  const asked = new Set<WorldSource>();
  return {
    asked,
    world: new Proxy(world, {
      get: (target, name) => {
        if (name === 'isKnown' || name === 'wasListed') {
          const answer: World[typeof name] = (kind, cluster) => {
            SOURCES_OF_KINDS[kind].forEach(source => asked.add(source));
            return target[name](kind, cluster);
          };
          return answer;
        }
        if (isPart(name)) {
          SOURCES[name].forEach(source => asked.add(source));
        }
        const value: unknown = Reflect.get(target, name);
        // The private members of a class are found on the object itself only.
        return typeof value === 'function' ? value.bind(target) : value;
      },
    }),
  };
}
