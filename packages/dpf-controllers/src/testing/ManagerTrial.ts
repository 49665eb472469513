import { DPU_CLUSTER_GROUPS, DpuCluster } from '@dpf-portal/dpf-model';
import { AnyObject, RecordedWrite } from '@dpf-portal/dpf-world/testing';
import { ReconcileBench } from './ReconcileBench';
import {
  ClusterManager,
  ClusterManagerResult,
} from '../clusterManager/ClusterManager';
import { conditionOf } from '../reconcile/status/conditions';
import { ClusterManagerSubject } from './ClusterManagerSubject';

const MOST_PASSES = 10;
const GROUP = DPU_CLUSTER_GROUPS.released;

/** One manager and one cluster of its type, on an API server in memory, under the reconciler that runs it for real. */
export class ManagerTrial {
  static async run<T>(
    subject: ClusterManagerSubject,
    work: (trial: ManagerTrial) => Promise<T>,
  ): Promise<T> {
    const trial = new ManagerTrial(subject, await ReconcileBench.create());
    try {
      trial.restart();
      return await work(trial);
    } finally {
      await trial.#stop();
    }
  }

  /** Of every pass of every manager, oldest first. */
  readonly results: ClusterManagerResult[] = [];
  readonly #subject: ClusterManagerSubject;
  readonly #bench: ReconcileBench;
  readonly #managers: ClusterManager[] = [];
  readonly #cluster: DpuCluster;
  /** What the managers themselves wrote. */
  readonly #own = new Set<RecordedWrite>();

  private constructor(subject: ClusterManagerSubject, bench: ReconcileBench) {
    this.#subject = subject;
    this.#bench = bench;
    for (const { plural, object } of subject.given ?? []) {
      const { namespace = '' } = object.metadata;
      bench.server.objects.create(plural, namespace, object);
    }
    const manager = subject.createManager();
    this.#managers.push(manager);
    this.#cluster = bench.create({
      apiVersion: `${GROUP}/v1alpha1`,
      kind: 'DPUCluster',
      metadata: { name: 'conformance', namespace: 'team-a' },
      spec: {
        version: 'v1.29.0',
        maxNodes: 10,
        ...subject.spec,
        type: manager.type,
      },
    });
    bench.probeSays(this.#cluster, { health: 'healthy' });
  }

  /** The cluster as it is now; `undefined` once it is gone. */
  get live(): DpuCluster | undefined {
    const { namespace = '', name } = this.#cluster.metadata;
    return this.#bench.has(`dpuclusters.${GROUP}`, namespace, name)
      ? this.#bench.live(this.#cluster)
      : undefined;
  }

  /** All writes so far, by whomever. */
  get writes(): readonly RecordedWrite[] {
    return this.#bench.server.writes;
  }

  /** Those that managers made. */
  get ownWrites(): RecordedWrite[] {
    return this.writes.filter(write => this.#own.has(write));
  }

  /** Everything there is beside the cluster and what was given, as `plural/namespace/name`. */
  get objects(): string[] {
    const given = this.#subject.given ?? [];
    return this.#bench.server.objects
      .keys()
      .filter(
        key =>
          !key.startsWith('dpuclusters.') &&
          !given.some(
            ({ plural, object: { metadata } }) =>
              key === `${plural}/${metadata.namespace ?? ''}/${metadata.name}`,
          ),
      )
      .sort();
  }

  find(plural: string, name: string): AnyObject | undefined {
    return this.#bench.find(
      plural,
      this.#cluster.metadata.namespace ?? '',
      name,
    );
  }

  isTrue(type: string): boolean {
    return conditionOf(this.live?.status?.conditions, type)?.status === 'True';
  }

  edit(
    patch: Record<string, unknown>,
    options: { status?: boolean } = {},
  ): void {
    const { namespace = '', name } = this.#cluster.metadata;
    this.#bench.server.objects.patch(
      `dpuclusters.${GROUP}`,
      { namespace, name, ...options },
      patch,
    );
  }

  delete(): void {
    this.#bench.delete(this.#cluster);
  }

  /** The process is no more after this many writes; what it tries from then on is refused. */
  diesAfter(writes: number): void {
    this.#bench.writesLeft = writes;
  }

  /** A new process with a new manager. */
  restart(): void {
    if (this.#bench.managers.length > 0) {
      this.#managers.push(this.#subject.createManager());
      this.#bench.restart();
    }
    this.#bench.managers = [this.#watched(this.#manager)];
  }

  /** One reconcile; rejects as it does. */
  async pass(): Promise<void> {
    await this.#bench.reconcile(this.#cluster);
    await this.#subject.settle?.(this.#manager);
  }

  /** Passes, as many as it takes, at most ten; a failing one is followed by another. */
  async passUntil(isRight: () => boolean, what: () => string): Promise<void> {
    let failure: unknown;
    for (let pass = 0; pass < MOST_PASSES && !isRight(); pass++) {
      try {
        await this.pass();
      } catch (error) {
        failure = error;
      }
      await this.#bench.clock.advance(60_000);
    }
    if (!isRight()) {
      throw new Error(
        `After ${MOST_PASSES} passes ${what()}.${
          failure ? ` The last failure: ${failure}` : ''
        }`,
      );
    }
  }

  async becomesReady(): Promise<void> {
    await this.passUntil(
      () => this.live?.status?.phase === 'Ready',
      () =>
        `the cluster is not Ready, though its API answers; its conditions: ${JSON.stringify(
          this.live?.status?.conditions ?? [],
        )}`,
    );
  }

  get #manager(): ClusterManager {
    return this.#managers[this.#managers.length - 1];
  }

  /** The manager itself, with its writes and answers written down. */
  #watched(manager: ClusterManager): ClusterManager {
    const noted = async <T>(work: Promise<T>): Promise<T> => {
      const before = this.writes.length;
      try {
        return await work;
      } finally {
        this.writes.slice(before).forEach(write => this.#own.add(write));
      }
    };
    return {
      type: manager.type,
      reconcile: async context => {
        const result = await noted(manager.reconcile(context));
        this.results.push(result);
        return result;
      },
      cleanUp:
        manager.cleanUp && (context => noted(cleanUpOf(manager, context))),
    };
  }

  async #stop(): Promise<void> {
    for (const manager of this.#managers) {
      await this.#subject.dispose?.(manager);
    }
    await this.#bench.stop();
  }
}

async function cleanUpOf(
  manager: ClusterManager,
  context: Parameters<ClusterManager['reconcile']>[0],
): Promise<{ done: boolean; requeueAfterMs?: number }> {
  return (await manager.cleanUp?.(context)) ?? { done: true };
}
