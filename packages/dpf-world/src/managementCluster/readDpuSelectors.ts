import {
  DPU_CLUSTER_GROUPS,
  DpuDeployment,
  DpuDeploymentShape,
  DpuSelector,
  DpuSelectorShapes,
  DpuSet,
  DpuSetShape,
  KnownDpuSelectors,
  readDpuDeployment,
  readDpuSet,
} from '@dpf-portal/dpf-model';
import {
  Discovery,
  KubeApiError,
  KubeClient,
  KubeObject,
  ResourceType,
  isNotFound,
} from '@dpf-portal/kube-controller';
import { Schema, property, schemaOf } from './schema';

const DEPLOYMENT_GROUP = 'svc.dpu.nvidia.com';
const TIMEOUT_MS = 5_000;

/** The DPUSets and DPUDeployments of a management cluster, and how they are written. @public */
export interface FoundDpuSelectors extends KnownDpuSelectors {
  shapes: DpuSelectorShapes;
}

function deep(schema: Schema | undefined, path: readonly string[]) {
  return path.reduce(
    (part, name) => (name === '[]' ? part?.items : property(part, name)),
    schema,
  );
}

function drainOf(
  nodeEffect: Schema | undefined,
): 'boolean' | 'object' | undefined {
  const drain = property(nodeEffect, 'drain');
  return drain && (drain.type === 'boolean' ? 'boolean' : 'object');
}

function typesOf(strategy: Schema | undefined): string[] {
  return (property(strategy, 'type')?.enum ?? []).map(String);
}

function hostSelectorOf(schema: Schema | undefined) {
  return property(schema, 'dpuNodeSelector')
    ? 'dpuNodeSelector'
    : 'nodeSelector';
}

/** Reads how a DPUSet is written from the schema of its definition. */
export function readDpuSetShape(version: string, schema: unknown): DpuSetShape {
  const spec = property(schemaOf(schema), 'spec');
  const template = deep(spec, ['dpuTemplate', 'spec']);
  const cluster = property(template, 'cluster');
  const drain = drainOf(property(template, 'nodeEffect'));
  const clusterSelector = (['selector', 'clusterSelector'] as const).find(
    name => property(cluster, name),
  );
  return {
    version,
    hostSelector: hostSelectorOf(spec),
    ...(clusterSelector && { clusterSelector }),
    strategies: typesOf(property(spec, 'strategy')),
    ...(drain && { drain }),
  };
}

/** Reads how a DPUDeployment is written from the schema of its definition. */
export function readDpuDeploymentShape(
  version: string,
  schema: unknown,
): DpuDeploymentShape {
  const dpus = deep(schemaOf(schema), ['spec', 'dpus']);
  const sets = deep(dpus, ['dpuSets', '[]']);
  const drain = drainOf(property(dpus, 'nodeEffect'));
  return {
    version,
    hostSelector: hostSelectorOf(sets),
    ...(property(sets, 'dpuClusterSelector') && {
      clusterSelector: 'dpuClusterSelector' as const,
    }),
    strategies: typesOf(property(dpus, 'dpuSetStrategy')),
    ...(drain && { drain }),
  };
}

/** `undefined`: they may not be read. Where the whole cluster may not be listed, DPF's namespace is. */
async function listReadable<T extends KubeObject>(
  client: KubeClient,
  resource: ResourceType,
  namespace: string,
): Promise<readonly T[] | undefined> {
  for (const where of [undefined, namespace]) {
    try {
      const objects = await client.listAll<T>(resource, {
        namespace: where,
        timeoutMs: TIMEOUT_MS,
      });
      // What is being deleted selects nothing any more.
      return objects.filter(({ metadata }) => !metadata.deletionTimestamp);
    } catch (error) {
      if (isNotFound(error)) {
        return [];
      }
      if (!(error instanceof KubeApiError) || error.status !== 403) {
        throw error;
      }
    }
  }
  return undefined;
}

/**
 * Lists what selects DPU clusters of one API group for DPUs: DPUSets and DPUDeployments. They are listed when a request
 * needs them, and not watched, because no finding depends on them.
 *
 * @throws the client's errors, unless a kind is not served or may not be read.
 * @public
 */
export async function readDpuSelectors(options: {
  client: KubeClient;
  /** The API group of the DPUCluster. */
  group: string;
  /** DPF's namespace. */
  namespace: string;
}): Promise<FoundDpuSelectors> {
  const { client, group, namespace } = options;
  const discovery = new Discovery({ client });
  const isReleased = group === DPU_CLUSTER_GROUPS.released;
  const [sets, deployments] = await Promise.all([
    discovery.resource(group, undefined, 'dpusets'),
    isReleased
      ? discovery.resource(DEPLOYMENT_GROUP, undefined, 'dpudeployments')
      : undefined,
  ]);
  const shapes: DpuSelectorShapes = {};
  let dpuSets: readonly DpuSelector[] | undefined = [];
  let dpuDeployments: readonly DpuSelector[] | undefined = [];
  if (sets) {
    const schema = await discovery.openApiSchema(sets);
    shapes.dpuSet = readDpuSetShape(sets.version, schema);
    const listed = await listReadable<DpuSet>(client, sets, namespace);
    dpuSets = listed?.map(readDpuSet);
  }
  if (deployments) {
    const schema = await discovery.openApiSchema(deployments);
    shapes.dpuDeployment = readDpuDeploymentShape(deployments.version, schema);
    const listed = await listReadable<DpuDeployment>(
      client,
      deployments,
      namespace,
    );
    dpuDeployments = listed?.map(readDpuDeployment);
  }
  return { shapes, dpuSets, dpuDeployments };
}
