import {
  DPF_ANNOTATIONS,
  DPU_CLUSTER_GROUPS,
  DpuCluster,
  groupOf,
  readPause,
} from '@dpf-portal/dpf-model';
import {
  CORE_RESOURCES,
  Clock,
  Discovery,
  KubeClient,
  KubeObject,
  ResourceType,
} from '@dpf-portal/kube-controller';
import { discoverCapabilities, ownedByDpuCluster } from '@dpf-portal/dpf-world';
import { listed } from './listed';

const NAMES_SHOWN = 5;

function named(objects: readonly KubeObject[]): string {
  const names = objects
    .slice(0, NAMES_SHOWN)
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  const more = objects.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

async function childrenLeft(
  client: KubeClient,
  resources: readonly ResourceType[],
): Promise<string[]> {
  const sentences = await Promise.all(
    resources.map(async resource => {
      const all = await listed(client, resource);
      if (!all) {
        return `All ${resource.kind} (no permission to list them).`;
      }
      const children = all.filter(ownedByDpuCluster);
      return children.length
        ? `${children.length} ${resource.kind}: ${named(
            children,
          )}. DPF's manager finds them by name.`
        : undefined;
    }),
  );
  return sentences.filter(sentence => sentence !== undefined);
}

function clustersLeft(clusters: readonly DpuCluster[], now: number): string[] {
  const held = clusters.filter(({ metadata }) => metadata.finalizers?.length);
  const guide = clusters.filter(
    cluster => groupOf(cluster) === DPU_CLUSTER_GROUPS.guide,
  );
  const paused = clusters.filter(({ metadata }) => {
    const until = metadata.annotations?.[DPF_ANNOTATIONS.pausedUntil];
    return readPause(until, now).state === 'inForce';
  });
  return [
    clusters.length
      ? `${
          clusters.length
        } DPUCluster with unchanged conditions and phase: ${named(clusters)}.`
      : 'No DPUCluster.',
    ...(held.length
      ? [
          `The finalizers of ${held.length} DPUCluster. DPF's controllers use the same ones and remove them on deletion.`,
        ]
      : []),
    ...(guide.length
      ? [
          `No other controller manages group ${
            DPU_CLUSTER_GROUPS.guide
          }. Changes and deletion of these clusters are not processed: ${named(
            guide,
          )}.`,
        ]
      : []),
    ...(paused.length ? [`A pause, which DPF ignores: ${named(paused)}.`] : []),
  ];
}

/** Describes the objects that this project's controllers leave for DPF's. None of them is deleted. */
export async function whatIsLeft(
  client: KubeClient,
  clock: Pick<Clock, 'now'>,
): Promise<string[]> {
  const apis = await discoverCapabilities(new Discovery({ client }));
  const clusters = await Promise.all(
    apis.clusters.map(resource => listed<DpuCluster>(client, resource)),
  );
  const children = [
    ...(apis.tenantControlPlanes ? [apis.tenantControlPlanes] : []),
    CORE_RESOURCES.services,
    CORE_RESOURCES.configMaps,
    CORE_RESOURCES.daemonSets,
  ];
  return [
    ...clustersLeft(
      clusters.flatMap(list => list ?? []),
      clock.now(),
    ),
    ...(await childrenLeft(client, children)),
  ];
}
