import { DpuCluster, EVENT_REPORTER } from '@dpf-portal/dpf-model';
import {
  Discovery,
  KubeClient,
  KubeObject,
  ResourceType,
  isForbidden,
  messageOf,
} from '@dpf-portal/kube-controller';
import { inTurns } from './inTurns';
import { NotChecked, qualifiedName, readAllMetadata } from './listOwned';
import { MANAGEMENT_CLUSTER, OwnedObject, ownedPartOf } from './OwnedObject';
import { OWNED_KINDS, OwnedKind } from './ownedKinds';

const KINDS_AT_A_TIME = 4;

/** Events of this project's reconcilers. They end by themselves. */
export interface OwnedEvents {
  namespace: string;
  count: number;
}

/** What this project owns on a management cluster. */
export interface ManagementScan {
  objects: OwnedObject[];
  events: OwnedEvents[];
  notChecked: NotChecked[];
  /** Of all served groups. */
  clusters: DpuCluster[];
  /** The API groups that serve DPUClusters. */
  groups: string[];
}

const EVENTS: ResourceType = {
  group: 'events.k8s.io',
  version: 'v1',
  plural: 'events',
  kind: 'Event',
  namespaced: true,
};

/** The resources of the kinds, as far as the server serves them. */
async function served(
  client: KubeClient,
  kinds: readonly OwnedKind[],
): Promise<Array<OwnedKind & { resource: ResourceType }>> {
  const discovery = new Discovery({ client });
  const groups = new Set((await discovery.groups()).map(({ name }) => name));
  const found = await inTurns(
    kinds.filter(({ group }) => group === '' || groups.has(group)),
    KINDS_AT_A_TIME,
    async kind => {
      const { group, plural } = kind;
      const resource = await discovery.resource(group, undefined, plural);
      return resource ? [{ ...kind, resource }] : [];
    },
  );
  return found.flat();
}

async function readClusters(
  client: KubeClient,
  resource: ResourceType,
): Promise<{ clusters?: DpuCluster[]; notChecked: NotChecked[] }> {
  try {
    const clusters = await client.listAll<DpuCluster>(resource);
    return { clusters, notChecked: [] };
  } catch (error) {
    const reason = isForbidden(error)
      ? `the right “list ${qualifiedName(resource)}” is missing`
      : messageOf(error);
    const what = `DPUClusters of ${resource.group}, and the API servers of these DPU clusters`;
    return { notChecked: [{ place: MANAGEMENT_CLUSTER, what, reason }] };
  }
}

interface EventObject extends KubeObject {
  reportingController?: string;
}

async function readEvents(
  client: KubeClient,
): Promise<Pick<ManagementScan, 'events' | 'notChecked'>> {
  try {
    const all = await client.listAll<EventObject>(EVENTS, {
      fieldSelector: `reportingController=${EVENT_REPORTER}`,
    });
    const counts = new Map<string, number>();
    for (const { metadata } of all) {
      const { namespace = '' } = metadata;
      counts.set(namespace, (counts.get(namespace) ?? 0) + 1);
    }
    const events = [...counts].map(([namespace, count]) => ({
      namespace,
      count,
    }));
    return { events, notChecked: [] };
  } catch (error) {
    const reason = isForbidden(error)
      ? `the right “list ${qualifiedName(EVENTS)}” is missing`
      : messageOf(error);
    return {
      events: [],
      notChecked: [
        {
          place: MANAGEMENT_CLUSTER,
          what: 'Events of the controllers',
          reason,
        },
      ],
    };
  }
}

/** Reads everything on the management cluster that this project may have written. Changes nothing. */
export async function scanManagementCluster(options: {
  client: KubeClient;
  /** Where to look if not everywhere, besides the namespaces of DPUClusters. */
  namespaces: readonly string[];
}): Promise<ManagementScan> {
  const { client } = options;
  const kinds = await served(client, OWNED_KINDS);
  const ofClusters = kinds.filter(({ plural }) => plural === 'dpuclusters');
  const lists = await inTurns(ofClusters, 1, async kind => {
    const { resource } = kind;
    return { kind, ...(await readClusters(client, resource)) };
  });
  const unread = lists.filter(list => !list.clusters).map(({ kind }) => kind);
  const clusters = lists.flatMap(list => list.clusters ?? []);
  const namespaces = [
    ...new Set([
      ...clusters.map(({ metadata }) => metadata.namespace ?? ''),
      ...options.namespaces,
    ]),
  ].sort();
  const objects = new Map<string, OwnedObject>();
  const notChecked = await inTurns(
    kinds.filter(kind => !unread.includes(kind)),
    KINDS_AT_A_TIME,
    ({ resource, named, plural }) =>
      readAllMetadata({
        client,
        place: MANAGEMENT_CLUSTER,
        resource,
        namespaces,
        take: object => {
          const owned = ownedPartOf(
            MANAGEMENT_CLUSTER,
            resource,
            object,
            named,
          );
          if (owned) {
            const { namespace = '', name } = object.metadata;
            const key = `${plural}.${resource.group}/${namespace}/${name}`;
            objects.set(key, owned);
          }
        },
      }),
  );
  const events = await readEvents(client);
  return {
    clusters,
    groups: ofClusters.map(({ group }) => group),
    objects: inOrder([...objects.values()], kinds),
    events: events.events,
    notChecked: [
      ...lists.flatMap(list => list.notChecked),
      ...notChecked.flat(),
      ...events.notChecked,
    ],
  };
}

/** By kind as listed, then by name. */
function inOrder(
  objects: OwnedObject[],
  kinds: ReadonlyArray<{ resource: ResourceType }>,
): OwnedObject[] {
  const rank = new Map(kinds.map(({ resource }, index) => [resource, index]));
  const nameOf = ({ metadata }: OwnedObject) =>
    `${metadata.namespace ?? ''}/${metadata.name}`;
  return objects.sort(
    (a, b) =>
      (rank.get(a.resource) ?? 0) - (rank.get(b.resource) ?? 0) ||
      nameOf(a).localeCompare(nameOf(b)),
  );
}
