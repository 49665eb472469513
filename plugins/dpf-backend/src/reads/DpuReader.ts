import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import {
  DpuAnswer,
  DpuList,
  DpuListQuery,
  DpuRef,
  DpuSource,
  DpuView,
  dpuClusterReadPermission,
  platformReadPermission,
} from '@dpf-portal/backstage-plugin-dpf-common';
import {
  DPU_CLUSTER_GROUPS,
  DpfCapabilities,
  Dpu,
  DpuDescription,
  DpuState,
  KnownDpuSelectors,
  UncheckedKind,
  boundedConditions,
  describeDpus,
  dpuClusterRefOf,
  groupOf,
  inDpuOrder,
  stringifyDpuClusterRef,
} from '@dpf-portal/dpf-model';
import {
  KubeApiError,
  KubeUnreachableError,
  isNotFound,
} from '@dpf-portal/kube-controller';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { ManagementClusters } from '../managementClusters/ManagementClusters';
import {
  DpuClusterAuthorizer,
  DpuClusterCheck,
} from '../permissions/DpuClusterAuthorizer';
import { attributesOf } from '../permissions/attributesOf';
import { KnownDpuSets } from './KnownDpuSets';
import { decodeCursor, encodeCursor } from './orderClusters';
import { DpuOrder } from './orderDpus';
import { sourceOf, sourceWithUnchecked } from './toManagementCluster';

const DEFAULT_LIMIT = 100;
const TIMEOUT_MS = 5_000;
/** A DPU that has not changed is described again after this time, because its cluster and its Node may have. */
const DESCRIBED_MS = 1_000;
/** What a missing right can leave unknown of DPUs. */
const OF_DPUS: readonly UncheckedKind[] = [
  'dpuClusters',
  'apiServers',
  'dpus',
  'dpuSelectors',
];
/** The value of the filter `cluster` for DPUs without one. */
const NO_CLUSTER = 'none';

/** Which DPUs a caller may see. */
interface Sight {
  mayRead: DpuClusterCheck;
  /** DPUs without a cluster, and those of clusters that do not exist. */
  platform: boolean;
}

/** Reads the DPUs that the caller may see from the watch stores. */
export class DpuReader {
  readonly #managementClusters: ManagementClusters;
  readonly #authorizer: DpuClusterAuthorizer;
  readonly #dpuSets = new KnownDpuSets();
  /** Stored objects never change, so one that does is another key. */
  readonly #described = new WeakMap<Dpu, { view: DpuView; at: number }>();

  constructor(options: {
    managementClusters: ManagementClusters;
    authorizer: DpuClusterAuthorizer;
  }) {
    this.#managementClusters = options.managementClusters;
    this.#authorizer = options.authorizer;
  }

  /** Returns one page, the worst first, and how many there are by state. */
  async list(
    query: DpuListQuery,
    credentials: BackstageCredentials,
  ): Promise<DpuList> {
    if (query.cursor && query.offset) {
      throw new InputError('Give a cursor or an offset, not both.');
    }
    const order = DpuOrder.parse(query.orderBy);
    const after = query.cursor ? decodeCursor(query.cursor) : undefined;
    const sight = await this.#sightOf(credentials);
    const chosen = this.#managementClusters
      .list()
      .filter(
        ({ settings }) =>
          !query.managementCluster || settings.name === query.managementCluster,
      );
    const parts = await Promise.all(
      chosen.map(async hosted => {
        const sets = await this.#dpuSets.of(hosted);
        return {
          source: await dpuSourceOf(hosted),
          views: this.#viewsOf(
            hosted,
            visibleDpus(hosted, sight).filter(matches(hosted, query)),
            sets,
          ),
        };
      }),
    );
    const found = parts.flatMap(({ views }) => views);
    const counts = countStates(found);
    const matching = found
      .filter(({ state }) => !query.state || query.state.includes(state))
      .map(view => ({ view, position: order.positionOf(view) }))
      .sort((a, b) => order.compare(a.position, b.position));
    const rest = after
      ? matching.filter(({ position }) => order.compare(position, after) > 0)
      : matching.slice(query.offset ?? 0);
    const page = rest.slice(0, query.limit ?? DEFAULT_LIMIT);
    const last = page.at(-1);
    return {
      items: page.map(({ view }) => view),
      totalItems: matching.length,
      counts,
      pageInfo:
        last && page.length < rest.length
          ? { nextCursor: encodeCursor(last.position) }
          : {},
      sources: parts.map(({ source }) => source),
    };
  }

  /** Returns one DPU with its conditions. A DPU that the caller may not see is not found. */
  async get(
    ref: DpuRef,
    credentials: BackstageCredentials,
  ): Promise<DpuAnswer> {
    const { managementCluster, namespace, name, group } = ref;
    const hosted = this.#managementClusters.get(managementCluster);
    const sight = await this.#sightOf(credentials);
    const dpu =
      hosted &&
      visibleDpus(hosted, sight).find(
        ({ metadata, ...rest }) =>
          metadata.name === name &&
          metadata.namespace === namespace &&
          (!group || groupOf(rest) === group),
      );
    const live = dpu && (await readLive(hosted, dpu));
    if (!dpu || live === 'gone') {
      throw new NotFoundError(
        `There is no DPU ${managementCluster}/${namespace}/${name}.`,
      );
    }
    const [item] = this.#viewsOf(hosted, [dpu], await this.#dpuSets.of(hosted));
    const { status } = live ?? dpu;
    return {
      item,
      source: sourceOf(hosted),
      conditions: inDpuOrder(boundedConditions(status?.conditions)),
      operationalConditions: inDpuOrder(
        boundedConditions(status?.operationalConditions),
      ),
      complete: live !== undefined,
    };
  }

  /** Many readers ask for thousands of DPUs, of which few have changed. */
  #viewsOf(
    hosted: HostedManagementCluster,
    dpus: readonly Dpu[],
    sets: ReadonlyMap<string, KnownDpuSelectors>,
  ): DpuView[] {
    const now = hosted.connection.clock.monotonic();
    const current = (dpu: Dpu) => {
      const known = this.#described.get(dpu);
      return known && now - known.at < DESCRIBED_MS ? known.view : undefined;
    };
    const changed = dpus.filter(dpu => !current(dpu));
    const views = describe(hosted, changed, sets);
    changed.forEach((dpu, index) =>
      this.#described.set(dpu, { view: views[index], at: now }),
    );
    return dpus.flatMap(dpu => current(dpu) ?? []);
  }

  async #sightOf(credentials: BackstageCredentials): Promise<Sight> {
    return {
      mayRead: await this.#authorizer.check(
        dpuClusterReadPermission,
        credentials,
      ),
      platform: await this.#authorizer.allowsBasic(
        platformReadPermission,
        credentials,
      ),
    };
  }
}

/** The DPUs of a management cluster that a caller may see. */
function visibleDpus(
  { connection, settings }: HostedManagementCluster,
  { mayRead, platform }: Sight,
): Dpu[] {
  const decided = new Map<string, boolean>();
  return connection.stores.allDpus().filter(dpu => {
    const { namespace = '', name } = dpu.spec?.cluster ?? {};
    const group = groupOf(dpu);
    const key = `${group}/${namespace}/${name ?? ''}`;
    const known = decided.get(key);
    if (known !== undefined) {
      return known;
    }
    const cluster = name
      ? connection.cluster(group, namespace, name)
      : undefined;
    const isVisible = cluster
      ? mayRead(attributesOf(settings.name, cluster))
      : platform;
    decided.set(key, isVisible);
    return isVisible;
  });
}

/** Whether a DPU matches the filters that need no description of it. */
function matches(
  { connection, settings }: HostedManagementCluster,
  query: DpuListQuery,
): (dpu: Dpu) => boolean {
  const text = query.text?.trim().toLowerCase();
  const capabilities = connection.capabilities();
  const refOf = (dpu: Dpu) => {
    const { namespace = '', name } = dpu.spec?.cluster ?? {};
    return name
      ? stringifyDpuClusterRef({
          managementCluster: settings.name,
          namespace,
          name,
          group: qualifierOf(dpu, capabilities),
        })
      : NO_CLUSTER;
  };
  return dpu => {
    const { dpuNodeName, nodeName, serialNumber } = dpu.spec ?? {};
    return (
      (!query.cluster || query.cluster === refOf(dpu)) &&
      (!text ||
        [dpu.metadata.name, dpuNodeName, nodeName, serialNumber].some(part =>
          part?.toLowerCase().includes(text),
        ))
    );
  };
}

/** The group as references name it: only the guide's, where both are served. */
function qualifierOf(
  dpu: Dpu,
  capabilities: DpfCapabilities | undefined,
): string | undefined {
  const group = groupOf(dpu);
  return group === DPU_CLUSTER_GROUPS.guide &&
    capabilities?.apis.some(api => api.group !== group)
    ? group
    : undefined;
}

function describe(
  hosted: HostedManagementCluster,
  dpus: readonly Dpu[],
  sets: ReadonlyMap<string, KnownDpuSelectors>,
): DpuView[] {
  const { connection } = hosted;
  const world = connection.world(hosted.roles());
  const described = describeDpus(dpus, world, {
    assignment: hosted.assignment(),
    clustersKnown: group =>
      connection.stores.clusters.get(group)?.readable ?? false,
    selectors: group => sets.get(group),
  });
  const { capabilities } = world;
  const managementCluster = hosted.settings.name;
  return dpus.map((dpu, index) => {
    const { metadata, spec } = dpu;
    const { cluster, clusterName, ...rest }: DpuDescription = described[index];
    const named = spec?.cluster;
    const group = qualifierOf(dpu, capabilities);
    return {
      managementCluster,
      namespace: metadata.namespace ?? '',
      name: metadata.name,
      ...(group && { group }),
      uid: metadata.uid ?? '',
      ...rest,
      ...(clusterName !== undefined && {
        cluster: {
          namespace: named?.namespace ?? '',
          name: named?.name ?? '',
          ...(cluster && {
            ref: dpuClusterRefOf(cluster, { managementCluster, capabilities }),
          }),
        },
      }),
      bfb: spec?.bfb,
      dpuFlavor: spec?.dpuFlavor,
    };
  });
}

function countStates(views: readonly DpuView[]): DpuList['counts'] {
  const counts: Partial<Record<DpuState, number>> = {};
  for (const { state } of views) {
    counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
}

async function dpuSourceOf(
  hosted: HostedManagementCluster,
): Promise<DpuSource> {
  const capabilities = hosted.connection.capabilities();
  return {
    ...(await sourceWithUnchecked(hosted, OF_DPUS)),
    ...(capabilities &&
      !capabilities.dpuGroups.length && { withoutDpus: true }),
  };
}

/** The DPU with all its conditions: the store keeps few. `undefined`: the server did not answer, or refused. */
async function readLive(
  { connection }: HostedManagementCluster,
  dpu: Dpu,
): Promise<Dpu | 'gone' | undefined> {
  const view = connection.stores.dpus.get(groupOf(dpu));
  try {
    return (
      view &&
      (await connection.client.get<Dpu>(view.resource, dpu.metadata, {
        timeoutMs: TIMEOUT_MS,
      }))
    );
  } catch (error) {
    if (isNotFound(error)) {
      return 'gone';
    }
    if (
      error instanceof KubeApiError ||
      error instanceof KubeUnreachableError
    ) {
      return undefined;
    }
    throw error;
  }
}
