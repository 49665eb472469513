import {
  DPU_CLUSTER_GROUPS,
  DpfCapabilities,
  DpuClusterApi,
  DpuClusterGroup,
  KamajiFields,
} from '@dpf-portal/dpf-model';
import { Discovery, ResourceType } from '@dpf-portal/kube-controller';
import {
  KAMAJI_GROUP,
  MONITORING_GROUP,
  OPERATOR_GROUP,
  SERVICE_MONITORS,
} from '../dpfResources';
import { Schema, property, schemaOf } from './schema';

/**
 * The result of a discovery, with the resources to watch.
 *
 * @public
 */
export interface DiscoveredApis {
  capabilities: DpfCapabilities;
  clusters: ResourceType[];
  dpus: ResourceType[];
  tenantControlPlanes?: ResourceType;
  dataStores?: ResourceType;
  operatorConfigs?: ResourceType;
}

// The released group comes first: paths without a suffix mean it.
const GROUPS: readonly DpuClusterGroup[] = [
  DPU_CLUSTER_GROUPS.released,
  DPU_CLUSTER_GROUPS.guide,
];

const OTHER_GROUPS: readonly string[] = [
  KAMAJI_GROUP,
  OPERATOR_GROUP,
  MONITORING_GROUP,
];

const RELEASED_MAX_NODES = 1000;

/** Reads the features of one DPUCluster API from the schema of its CRD. */
export function readDpuClusterApi(
  resource: ResourceType,
  group: DpuClusterGroup,
  schema: unknown,
): DpuClusterApi {
  const root = schemaOf(schema);
  const spec = property(root, 'spec');
  const status = property(root, 'status');
  const maxNodes = property(spec, 'maxNodes');
  const maxNodesDefault = maxNodes?.default;
  return {
    group,
    version: resource.version,
    specVersion: property(spec, 'version') !== undefined,
    specVersionRequired: spec?.required?.includes('version') ?? false,
    statusVersion: property(status, 'version') !== undefined,
    nodesCount: property(status, 'nodesCount') !== undefined,
    maxNodesLimit: maxNodes?.maximum ?? RELEASED_MAX_NODES,
    ...(typeof maxNodesDefault === 'number' ? { maxNodesDefault } : {}),
  };
}

/** Whether Kamaji takes several pod ranges, as its newer releases do; the field for one is deprecated there. */
function hasPodCidrs(schema: unknown): boolean {
  const root = schemaOf(schema);
  const profile = property(property(root, 'spec'), 'networkProfile');
  return property(profile, 'podCidrs') !== undefined;
}

function at(schema: Schema | undefined, ...path: string[]): Schema | undefined {
  return path.reduce<Schema | undefined>(property, schema);
}

/** The fields of control planes that not every release of Kamaji has. `undefined`: no schema is published. */
function readKamajiFields(schema: unknown): KamajiFields | undefined {
  const spec = at(schemaOf(schema), 'spec');
  if (!spec) {
    return undefined;
  }
  const has = (...path: string[]) => at(spec, ...path) !== undefined;
  const deployment = ['controlPlane', 'deployment'];
  const plugins = at(spec, 'kubernetes', 'admissionControllers')?.items?.enum;
  return {
    serviceCidrs: has('networkProfile', 'serviceCidrs'),
    kubeletPatches: has('kubernetes', 'kubelet', 'configurationJSONPatches'),
    preferredAddressTypes: has(
      ...['kubernetes', 'kubelet', 'preferredAddressTypes'],
    ),
    ...(plugins ? { admissionPlugins: plugins.map(String) } : {}),
    extraArgs: has(...deployment, 'extraArgs'),
    podFiles: [
      'podAdditionalMetadata',
      'additionalVolumes',
      'additionalVolumeMounts',
    ].every(field => has(...deployment, field)),
  };
}

/** Whether DPUs report if they are operational. */
function hasOperationalConditions(schema: unknown): boolean {
  const status = property(schemaOf(schema), 'status');
  return property(status, 'operationalConditions') !== undefined;
}

/** The phases that a DPU can have. */
function phasesOfDpus(schema: unknown): string[] {
  const status = property(schemaOf(schema), 'status');
  return (property(status, 'phase')?.enum ?? []).map(String);
}

/**
 * A signature made by two cheap requests. It changes when a relevant group appears, disappears or changes its versions,
 * and when the schema of a DPUCluster, a DPU or a control plane changes.
 */
export async function discoverySignature(
  discovery: Discovery,
): Promise<string> {
  const [groups, documents] = await Promise.all([
    discovery.groups(),
    discovery.openApiIndex(),
  ]);
  return JSON.stringify([
    groups.filter(
      ({ name }) =>
        OTHER_GROUPS.includes(name) || GROUPS.some(group => group === name),
    ),
    [...documents].filter(([path]) =>
      [...GROUPS, KAMAJI_GROUP].some(group =>
        path.startsWith(`apis/${group}/`),
      ),
    ),
  ]);
}

/**
 * A server that has just started, or has just received a CRD, serves the resource shortly before it publishes the
 * schema.
 */
async function publishedSchema(
  discovery: Pick<Discovery, 'openApiSchema' | 'openApiIndex'>,
  resource: ResourceType,
): Promise<unknown> {
  const schema = await discovery.openApiSchema(resource);
  if (!schema && (await discovery.openApiIndex()).size > 0) {
    throw new Error(
      `The schema of ${resource.plural}.${resource.group} is not published yet`,
    );
  }
  return schema;
}

/**
 * Discovers the served DPUCluster APIs and the features in their schemas. Version numbers decide nothing.
 *
 * @throws when the server does not answer, or serves a DPUCluster whose schema it has not published yet.
 * @public
 */
export async function discoverCapabilities(
  discovery: Pick<
    Discovery,
    'groups' | 'resource' | 'openApiSchema' | 'openApiIndex'
  >,
): Promise<DiscoveredApis> {
  const served = new Set((await discovery.groups()).map(({ name }) => name));
  const found: DiscoveredApis = {
    capabilities: { apis: [], dpuGroups: [], kamaji: false },
    clusters: [],
    dpus: [],
  };
  const operationalGroups: DpuClusterGroup[] = [];
  const dpuPhases: DpfCapabilities['dpuPhases'] = {};
  for (const group of GROUPS.filter(name => served.has(name))) {
    const clusters = await discovery.resource(group, undefined, 'dpuclusters');
    if (clusters) {
      const schema = await publishedSchema(discovery, clusters);
      found.clusters.push(clusters);
      found.capabilities.apis.push(readDpuClusterApi(clusters, group, schema));
    }
    const dpus = await discovery.resource(group, undefined, 'dpus');
    if (dpus) {
      // The schema is published after the resource is served. That changes the signature, and everything is discovered
      // again.
      const schema = await discovery.openApiSchema(dpus);
      found.dpus.push(dpus);
      found.capabilities.dpuGroups.push(group);
      if (hasOperationalConditions(schema)) {
        operationalGroups.push(group);
      }
      const phases = phasesOfDpus(schema);
      if (phases.length > 0) {
        dpuPhases[group] = phases;
      }
    }
  }
  if (operationalGroups.length > 0) {
    found.capabilities.operationalGroups = operationalGroups;
  }
  if (Object.keys(dpuPhases).length > 0) {
    found.capabilities.dpuPhases = dpuPhases;
  }
  if (served.has(KAMAJI_GROUP)) {
    found.tenantControlPlanes = await discovery.resource(
      KAMAJI_GROUP,
      undefined,
      'tenantcontrolplanes',
    );
    found.dataStores = await discovery.resource(
      KAMAJI_GROUP,
      undefined,
      'datastores',
    );
    found.capabilities.kamaji = found.tenantControlPlanes !== undefined;
    if (found.tenantControlPlanes) {
      const schema = await discovery.openApiSchema(found.tenantControlPlanes);
      const fields = readKamajiFields(schema);
      if (hasPodCidrs(schema)) {
        found.capabilities.kamajiPodCidrs = true;
      }
      if (fields) {
        found.capabilities.kamajiFields = fields;
      }
    }
  }
  if (served.has(MONITORING_GROUP)) {
    const { group, version, plural } = SERVICE_MONITORS;
    if (await discovery.resource(group, version, plural)) {
      found.capabilities.serviceMonitors = true;
    }
  }
  if (served.has(OPERATOR_GROUP)) {
    found.operatorConfigs = await discovery.resource(
      OPERATOR_GROUP,
      undefined,
      'dpfoperatorconfigs',
    );
  }
  return found;
}
