import { DpuClusterEvent } from '@dpf-portal/backstage-plugin-dpf-common';
import {
  CORE_RESOURCES,
  KubeObject,
  isForbidden,
} from '@dpf-portal/kube-controller';
import { LONGEST_NAME, boundedText } from '@dpf-portal/dpf-model';
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

/**
 * Reads the Kubernetes events about a cluster from the server, newest first. If they may not be read, there are none.
 */
export async function eventsOf({
  hosted,
  cluster,
}: LocatedCluster): Promise<DpuClusterEvent[]> {
  try {
    const { items } = await hosted.connection.client.list<CoreEvent>(
      CORE_RESOURCES.events,
      {
        namespace: cluster.metadata.namespace,
        fieldSelector: `involvedObject.uid=${cluster.metadata.uid}`,
        limit: MAX_EVENTS,
        timeoutMs: TIMEOUT_MS,
      },
    );
    return items
      .map(toEvent)
      .sort((a, b) => (b.at ?? '').localeCompare(a.at ?? ''));
  } catch (error) {
    if (isForbidden(error)) {
      return [];
    }
    throw toPortalError(error, hosted.settings.name);
  }
}
