import { Condition, isConflict } from '@dpf-portal/kube-controller';
import {
  DPU_CLUSTER_GROUPS,
  DpuCluster,
  KeepalivedSpec,
} from '@dpf-portal/dpf-model';
import { kamajiCluster } from '../fixtures/kamajiCluster';
import { ManagementApi } from '../management/ManagementApi';

const NAMESPACE = 'team-a';
const DPU_CLUSTERS = ManagementApi.resourceOf(DPU_CLUSTER_GROUPS.released);
const ROUTER_IDS = 250;
const INTERFACE = 'br-dpu';
const MOVED = 'x';
const LINUX = 'kubernetes.io/os';

/** A condition of another controller on every cluster. It comes first, and nobody may change it. */
export const FOREIGN_CONDITION: Condition = {
  type: 'BackupScheduled',
  status: 'True',
  reason: 'Nightly',
  message: 'The backup runs every night.',
  lastTransitionTime: '2026-01-02T03:04:05Z',
};

interface Member {
  cluster: DpuCluster;
  keepalived: KeepalivedSpec;
  version: string;
  marked: boolean;
}

/** The kamaji clusters of a test and their expected state. */
export class Fleet {
  readonly namespace = NAMESPACE;
  readonly #wanted = new Map<string, Member>();
  #created = 0;

  readonly #api: ManagementApi;

  constructor(api: ManagementApi) {
    this.#api = api;
  }

  /** The members that should exist. */
  get members(): DpuCluster[] {
    return [...this.#wanted.values()].map(({ cluster }) => cluster);
  }

  /** Number of members created so far. */
  get size(): number {
    return this.#created;
  }

  /** The expected interface and nodes of a member’s keepalived. */
  keepalivedOf({ metadata }: DpuCluster): KeepalivedSpec {
    return this.#member(metadata.name).keepalived;
  }

  /** The expected version of a member’s control plane. */
  versionOf({ metadata }: DpuCluster): string {
    return this.#member(metadata.name).version;
  }

  /** Whether a member has the foreign condition. */
  isMarked({ metadata }: DpuCluster): boolean {
    return this.#member(metadata.name).marked;
  }

  /** Creates a cluster with a unique name and unique addresses. */
  async add(prefix = 'fault'): Promise<DpuCluster> {
    const number = this.#created++;
    const spec = kamajiCluster(`${prefix}-${number}`, {
      vip: `10.66.${10 + Math.floor(number / 200)}.${1 + (number % 200)}`,
      virtualRouterID: 1 + (number % ROUTER_IDS),
      // Router IDs are unique per interface, so the next round uses another interface.
      interface: `${INTERFACE}${Math.floor(number / ROUTER_IDS) || ''}`,
    });
    const keepalived = spec.spec.clusterEndpoint?.keepalived;
    if (!keepalived) {
      throw new Error('The example has no keepalived');
    }
    const cluster = await this.#api.createCluster(NAMESPACE, spec);
    this.#wanted.set(cluster.metadata.name, {
      cluster,
      keepalived,
      version: spec.spec.version ?? '',
      marked: false,
    });
    return cluster;
  }

  /** Adds the foreign condition as the first one. */
  async mark({ metadata }: DpuCluster): Promise<void> {
    const member = this.#member(metadata.name);
    while (!member.marked) {
      const live = await this.#api.client.get<DpuCluster>(
        DPU_CLUSTERS,
        metadata,
      );
      try {
        await this.#api.client.mergePatch<DpuCluster>(
          DPU_CLUSTERS,
          metadata,
          {
            metadata: { resourceVersion: live.metadata.resourceVersion },
            status: {
              conditions: [
                FOREIGN_CONDITION,
                ...(live.status?.conditions ?? []),
              ],
            },
          },
          { subresource: 'status' },
        );
        member.marked = true;
      } catch (error) {
        if (!isConflict(error)) {
          throw error;
        }
      }
    }
  }

  /** Moves a member’s keepalived to the other interface and to other nodes. */
  async edit({ metadata }: DpuCluster): Promise<void> {
    const member = this.#member(metadata.name);
    const { interface: before, nodeSelector = {} } = member.keepalived;
    const { [LINUX]: isLinux, ...others } = nodeSelector;
    member.keepalived = {
      ...member.keepalived,
      interface: before.endsWith(MOVED)
        ? before.slice(0, -MOVED.length)
        : `${before}${MOVED}`,
      nodeSelector: isLinux ? others : { ...others, [LINUX]: 'linux' },
    };
    await this.#api.client.mergePatch(DPU_CLUSTERS, metadata, {
      spec: {
        clusterEndpoint: {
          keepalived: {
            interface: member.keepalived.interface,
            nodeSelector: { [LINUX]: isLinux ? null : 'linux' },
          },
        },
      },
    });
  }

  /** Requests the next minor version. */
  async upgrade({ metadata }: DpuCluster): Promise<void> {
    const member = this.#member(metadata.name);
    member.version = member.version.replace(
      /^v1\.(\d+)/,
      (_, minor) => `v1.${Number(minor) + 1}`,
    );
    await this.#api.client.mergePatch(DPU_CLUSTERS, metadata, {
      spec: { version: member.version },
    });
  }

  /** Requests the deletion of a member. It may still exist when this resolves. */
  async retire({ metadata }: DpuCluster): Promise<void> {
    this.#wanted.delete(metadata.name);
    await this.#api.client.delete(DPU_CLUSTERS, metadata);
  }

  /** Whether neither the member nor its children exist any more. */
  forget({ metadata }: DpuCluster): void {
    this.#wanted.delete(metadata.name);
  }

  #member(name: string): Member {
    const member = this.#wanted.get(name);
    if (!member) {
      throw new Error(`${name} is not in the fleet`);
    }
    return member;
  }
}
