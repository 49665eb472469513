import {
  KubeClient,
  KubeObject,
  isAlreadyExists,
  systemClock,
} from '@dpf-portal/kube-controller';
import {
  DPU_NAMESPACE,
  Dpu,
  DpuCondition,
  buildDpu,
  buildDpuSet,
} from './buildDpu';
import { forEachAtOnce } from './forEachAtOnce';
import { DpuPhase, JOINS_IN, OPERATIONAL, READY, phasesOf } from './dpuPhases';
import { FoundDpuCluster } from './findDpuCluster';
import { DpuKind } from './ServedDpf';

const WRITES_AT_ONCE = 8;

/** A Node that will join, and its labels. */
export interface WantedNode {
  name: string;
  labels: Record<string, string>;
}

export interface DpuProvisioningOptions {
  /** Client with permission to write DPUs and DPUSets. */
  client: KubeClient;
  found: FoundDpuCluster;
  kind: DpuKind;
  /** Resolves when the Nodes are in the cluster and Ready. */
  joinNodes: (nodes: readonly WantedNode[]) => Promise<void>;
  /** Duration of each phase in milliseconds. */
  paceMs: number;
  signal: AbortSignal;
  onProgress: (line: string) => void;
}

function sameCluster(dpu: Dpu, { metadata }: KubeObject): boolean {
  const { name, namespace } = dpu.spec?.cluster ?? {};
  return name === metadata.name && namespace === metadata.namespace;
}

function condition(
  type: string,
  status: DpuCondition['status'],
  reason: string,
): DpuCondition {
  const lastTransitionTime = new Date().toISOString().replace(/\.\d+/, '');
  return { type, status, reason, message: '', lastTransitionTime };
}

/**
 * Simulates DPF's provisioning on a machine without DPUs: creates the DPU objects of a cluster like a DPUSet, assigns
 * them, and takes them through their phases, in one of which their Nodes join. Existing DPUs continue from their phase.
 */
export class DpuProvisioning {
  readonly #options: DpuProvisioningOptions;
  readonly #phases: readonly DpuPhase[];
  readonly #dpus = new Map<string, Dpu>();

  constructor(options: DpuProvisioningOptions) {
    this.#options = options;
    this.#phases = phasesOf(options.kind);
  }

  /** Resolves when all DPUs are Ready and joined. Rejects when interrupted; a later run continues. */
  async run(names: readonly string[]): Promise<void> {
    await this.#take(names);
    const { paceMs, signal, onProgress } = this.#options;
    for (const [index, { phase }] of this.#phases.entries()) {
      const due = this.#unfinished().filter(dpu => this.#indexOf(dpu) <= index);
      if (due.length > 0) {
        await this.#forEach(due, dpu => this.#enter(dpu, index));
        onProgress(`${count(due.length)}: ${phase}`);
        await systemClock.sleep(paceMs, signal);
        await this.#forEach(this.#unassigned(), dpu => this.#assign(dpu));
      }
      if (phase === JOINS_IN) {
        signal.throwIfAborted();
        // For all DPUs: the Node of a DPU in a later phase may have been deleted.
        await this.#options.joinNodes([...this.#dpus.values()].map(nodeOf));
      }
    }
    await this.#forEach(this.#unfinished(), dpu => this.#finish(dpu));
  }

  /** Reads or creates the DPUs. Rejects before the first write if they exceed `spec.maxNodes`. */
  async #take(names: readonly string[]): Promise<void> {
    const { client, found, kind, signal } = this.#options;
    const { metadata, spec, status } = found.cluster;
    const clusterName = `${metadata.namespace}/${metadata.name}`;
    if (status?.phase !== READY) {
      throw new Error(
        `${clusterName} is ${
          status?.phase ?? 'Pending'
        }: DPF assigns DPUs to clusters that are Ready`,
      );
    }
    const live = await client.listAll<Dpu>(kind.resource);
    const assigned = live.filter(
      dpu => sameCluster(dpu, found.cluster) && !dpu.metadata.deletionTimestamp,
    );
    const missing: string[] = [];
    for (const name of names) {
      const dpu =
        assigned.find(one => one.metadata.name === name) ??
        live.find(
          ({ metadata: its }) =>
            its.name === name && its.namespace === DPU_NAMESPACE,
        );
      if (dpu) {
        this.#dpus.set(name, assertUsable(dpu, found.cluster));
      } else {
        missing.push(name);
      }
    }
    const more = missing.length + this.#unassigned().length;
    if (spec.maxNodes !== undefined && assigned.length + more > spec.maxNodes) {
      throw new Error(
        `${clusterName} takes at most ${spec.maxNodes} DPUs (spec.maxNodes): ${assigned.length} are assigned, ${more} more do not fit`,
      );
    }
    if (missing.length === 0) {
      return;
    }
    signal.throwIfAborted();
    const dpuSet = await this.#ensureDpuSet();
    await forEachAtOnce(missing, WRITES_AT_ONCE, async name => {
      signal.throwIfAborted();
      const dpu = buildDpu(kind, name, dpuSet);
      this.#keep(await client.create<Dpu>(kind.resource, dpu));
    });
  }

  async #ensureDpuSet(): Promise<KubeObject | undefined> {
    const { client, found, kind } = this.#options;
    const { dpuSets } = found.served;
    if (!dpuSets) {
      return undefined;
    }
    const dpuSet = buildDpuSet(dpuSets, kind, found.cluster);
    try {
      return await client.create<KubeObject>(dpuSets, dpuSet);
    } catch (error) {
      if (!isAlreadyExists(error)) {
        throw error;
      }
      return client.get<KubeObject>(dpuSets, dpuSet.metadata);
    }
  }

  #indexOf(dpu: Dpu): number {
    const current = dpu.status?.phase;
    return this.#phases.findIndex(({ phase }) => phase === current);
  }

  async #forEach(
    dpus: readonly Dpu[],
    act: (dpu: Dpu) => Promise<void>,
  ): Promise<void> {
    const { signal } = this.#options;
    await forEachAtOnce(dpus, WRITES_AT_ONCE, dpu => {
      signal.throwIfAborted();
      return act(dpu);
    });
  }

  #unfinished(): Dpu[] {
    return [...this.#dpus.values()].filter(dpu => !isDone(dpu));
  }

  #unassigned(): Dpu[] {
    return [...this.#dpus.values()].filter(dpu => !dpu.spec?.cluster?.name);
  }

  /** Also completes all earlier steps. */
  async #enter(dpu: Dpu, index: number): Promise<void> {
    const before = dpu.status?.operationalConditions ?? [];
    await this.#writeStatus(dpu, {
      phase: this.#phases[index].phase,
      conditions: conditionsUpTo(dpu, this.#phases.slice(0, index)),
      ...this.#operational(
        before.length === 0 ? () => ['Unknown', 'Pending'] : undefined,
      ),
    });
  }

  async #assign({ metadata }: Dpu): Promise<void> {
    const { client, kind, found } = this.#options;
    const { name, namespace } = found.cluster.metadata;
    this.#keep(
      await client.mergePatch<Dpu>(kind.resource, metadata, {
        spec: { cluster: { name, namespace } },
      }),
    );
  }

  async #finish(dpu: Dpu): Promise<void> {
    await this.#writeStatus(dpu, {
      conditions: conditionsUpTo(dpu, this.#phases),
      ...this.#operational(reason => ['True', reason]),
    });
  }

  /** Empty if the API has no such conditions. */
  #operational(
    be?: (reason: string) => [DpuCondition['status'], string],
  ): Dpu['status'] {
    return be && this.#options.kind.hasOperationalConditions
      ? {
          operationalConditions: OPERATIONAL.map(({ type, reason }) =>
            condition(type, ...be(reason)),
          ),
        }
      : {};
  }

  async #writeStatus(dpu: Dpu, status: Dpu['status']): Promise<void> {
    const { client, kind } = this.#options;
    const written = await client.mergePatch<Dpu>(
      kind.resource,
      dpu.metadata,
      { status },
      { subresource: 'status' },
    );
    this.#keep(written);
  }

  #keep(dpu: Dpu): void {
    this.#dpus.set(dpu.metadata.name, dpu);
  }
}

/** Conditions that are already True do not change. */
function conditionsUpTo(dpu: Dpu, done: readonly DpuPhase[]): DpuCondition[] {
  const live = dpu.status?.conditions ?? [];
  const types = new Set(
    live.filter(({ status }) => status === 'True').map(({ type }) => type),
  );
  return [
    ...live.filter(({ type }) => types.has(type)),
    ...done
      .filter(step => !types.has(step.condition))
      .map(step => condition(step.condition, 'True', step.condition)),
  ];
}

function assertUsable(dpu: Dpu, cluster: KubeObject): Dpu {
  const { name, namespace, deletionTimestamp } = dpu.metadata;
  const other = dpu.spec?.cluster;
  if (deletionTimestamp) {
    throw new Error(
      `DPU ${name} is being deleted; try again when it is gone, or choose another name`,
    );
  }
  if (other?.name && !sameCluster(dpu, cluster)) {
    throw new Error(
      `DPU ${namespace}/${name} belongs to ${other.namespace}/${other.name}; choose another name`,
    );
  }
  return dpu;
}

/** Whether an earlier run has completed the DPU. */
function isDone({ status }: Dpu): boolean {
  return (
    status?.phase === READY &&
    (status.conditions ?? []).some(
      ({ type, status: is }) => type === READY && is === 'True',
    )
  );
}

function nodeOf(dpu: Dpu): WantedNode {
  return {
    name: dpu.metadata.name,
    labels: dpu.spec?.cluster?.nodeLabels ?? {},
  };
}

function count(dpus: number): string {
  return dpus === 1 ? '1 DPU' : `${dpus} DPUs`;
}
