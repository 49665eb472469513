import { DpuClusterEvent } from '@dpf-portal/backstage-plugin-dpf-common';
import {
  CORE_RESOURCES,
  KubeObject,
  isForbidden,
} from '@dpf-portal/kube-controller';
import {
  LONGEST_NAME,
  boundedText,
  ownControlPlaneOf,
  ownKeepalivedOf,
} from '@dpf-portal/dpf-model';
import { toPortalError } from '../requests/requestErrors';
import { LocatedCluster } from './locate';

const MAX_EVENTS = 200;
const TIMEOUT_MS = 5_000;

interface CoreEvent extends KubeObject {
  type?: string;
  reason?: string;
  message?: string;
  count?: number;
  lastTimestamp?: string | null;
  eventTime?: string | null;
  series?: { count?: number; lastObservedTime?: string };
  involvedObject?: { kind?: string; name?: string };
}

function toEvent(event: CoreEvent): DpuClusterEvent {
  const { involvedObject: about = {}, series, metadata } = event;
  return {
    type: boundedText(event.type ?? 'Normal', LONGEST_NAME),
    reason: boundedText(event.reason ?? '', LONGEST_NAME),
    message: boundedText(event.message ?? ''),
    at:
      series?.lastObservedTime ??
      event.lastTimestamp ??
      event.eventTime ??
      metadata.creationTimestamp,
    count: series?.count ?? event.count,
    object: boundedText(`${about.kind ?? ''}/${about.name ?? ''}`),
  };
}

/** DPF makes no event about a DPUCluster; what goes wrong is told of its children. */
function subjectsOf({ hosted, cluster }: LocatedCluster): KubeObject[] {
  const world = hosted.connection.world(hosted.roles());
  const children = [
    ownControlPlaneOf(cluster, world),
    ownKeepalivedOf(cluster, world),
  ];
  return [cluster, ...children.flatMap(child => child ?? [])];
}

/**
 * Reads the Kubernetes events about a cluster, its control plane and its keepalived from the server, newest first.
 * `undefined` where they may not be read.
 */
export async function eventsOf(
  found: LocatedCluster,
): Promise<DpuClusterEvent[] | undefined> {
  const { hosted, cluster } = found;
  try {
    const lists = await Promise.all(
      subjectsOf(found).map(({ metadata }) =>
        hosted.connection.client.list<CoreEvent>(CORE_RESOURCES.events, {
          namespace: cluster.metadata.namespace,
          fieldSelector: `involvedObject.uid=${metadata.uid}`,
          limit: MAX_EVENTS,
          timeoutMs: TIMEOUT_MS,
        }),
      ),
    );
    return lists
      .flatMap(({ items }) => items)
      .map(toEvent)
      .sort((a, b) => (b.at ?? '').localeCompare(a.at ?? ''))
      .slice(0, MAX_EVENTS);
  } catch (error) {
    if (isForbidden(error)) {
      return undefined;
    }
    throw toPortalError(error, hosted.settings.name);
  }
}
