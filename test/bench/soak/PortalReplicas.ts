import {
  DpfClient,
  DpuClusterList,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { findFreePort } from '@dpf-portal/local-cluster';
import { isOlderVersion } from '@dpf-portal/kube-controller';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FaultLab, FaultyRoute } from '../../faults/FaultLab';
import { Fleet } from '../../faults/Fleet';
import { BackendProcess } from '../../portal/BackendProcess';
import { PostgresServer } from '../../portal/PostgresServer';
import { eventually } from '../../portal/eventually';

const READ_EVERY_MS = 100;
const CONVERGED_MS = 90_000;
// A soak runs beside other work.
const START_MS = 300_000;

interface PortalReplica {
  backend: BackendProcess;
  route: FaultyRoute;
  /** False from its kill until it is ready again: a load balancer sends it nothing. */
  ready: boolean;
}

/**
 * Several back ends of one portal on one Postgres under a soak, each with its own faulty route to the API server, and one
 * reader that asks them in turn, as an open page behind a load balancer does.
 */
export class PortalReplicas {
  /** Resolves when all have read the management cluster. */
  static async start(lab: FaultLab, count: number): Promise<PortalReplicas> {
    const programs = PostgresServer.find();
    if (!programs) {
      throw new Error('--replicas needs Postgres, which is not here');
    }
    const stateDir = fs.mkdtempSync(path.join(os.tmpdir(), 'dpf-soak-'));
    const { cluster } = lab.lab;
    const postgres = await PostgresServer.start(programs);
    const replicas: PortalReplica[] = [];
    for (let n = 1; n <= count; n++) {
      const route = await lab.openRoute(cluster.portalKubeconfigFile);
      const folder = path.join(stateDir, `replica-${n}`);
      fs.mkdirSync(folder);
      const kubeconfig = path.join(folder, 'portal.kubeconfig');
      fs.writeFileSync(kubeconfig, route.relay.kubeconfig, { mode: 0o600 });
      const backend = BackendProcess.create({
        port: await findFreePort(),
        stateDir: folder,
        portalKubeconfigFile: kubeconfig,
        controllersKubeconfigFile: '',
        tenantProxyUrl: cluster.proxyUrl,
        roles: 'disabled',
        postgres: postgres.connectionString,
        podName: `replica-${n}`,
      });
      // One after the other: see ReplicaPair.
      await backend.start({ timeoutMs: START_MS });
      replicas.push({ backend, route, ready: true });
    }
    const pair = new PortalReplicas(stateDir, postgres, replicas);
    pair.#reading = pair.#read();
    return pair;
  }

  /** What went wrong, a sentence each. */
  readonly problems: string[] = [];
  reads = 0;
  /** Answers that said themselves that they may be older. */
  behind = 0;
  unanswered = 0;
  slowestReadMs = 0;
  kills = 0;
  #starting: Promise<void> = Promise.resolve();
  #stopped = false;
  #reading: Promise<void> = Promise.resolve();

  readonly #stateDir: string;
  readonly #postgres: PostgresServer;
  readonly #replicas: readonly PortalReplica[];
  /** The newest version of each cluster that the reader was shown. */
  readonly #shown = new Map<string, string>();
  readonly #gone = new Set<string>();

  private constructor(
    stateDir: string,
    postgres: PostgresServer,
    replicas: readonly PortalReplica[],
  ) {
    this.#stateDir = stateDir;
    this.#postgres = postgres;
    this.#replicas = replicas;
  }

  get routes(): FaultyRoute[] {
    return this.#replicas.map(({ route }) => route);
  }

  /** SIGKILLs one and begins to start it again; the others go on. Does nothing while one is being started. */
  async killOne(random: () => number): Promise<void> {
    if (this.#replicas.some(({ ready }) => !ready)) {
      return;
    }
    const replica =
      this.#replicas[Math.floor(random() * this.#replicas.length)];
    this.kills++;
    replica.ready = false;
    await replica.backend.kill();
    this.#starting = replica.backend.start({ timeoutMs: START_MS }).then(
      () => {
        replica.ready = true;
      },
      error => {
        this.problems.push(`a back end did not start again: ${error}`);
      },
    );
  }

  /** Resolves when the one that was killed last is back. */
  async allBack(): Promise<void> {
    await this.#starting;
  }

  /** Resolves when every replica that serves shows exactly the clusters of the fleet, each as the API server has it. */
  async converged(fleet: Fleet, versions: () => Promise<Map<string, string>>) {
    const serving = this.#replicas.filter(({ ready }) => ready);
    for (const { backend } of serving) {
      await eventually(
        `the back end at ${backend.baseUrl} shows the ${fleet.members.length} clusters`,
        async () => {
          const { items } = await backend.json<DpuClusterList>(
            'GET',
            '/api/dpf/dpu-clusters?limit=1000',
          );
          const shown = items
            .map(({ uid, resourceVersion }) => `${uid}@${resourceVersion}`)
            .sort();
          const wanted = [...(await versions())]
            .map(([uid, version]) => `${uid}@${version}`)
            .sort();
          return shown.join() === wanted.join() || undefined;
        },
        { timeoutMs: CONVERGED_MS },
      );
    }
  }

  /** Memory of all back ends, in megabytes. */
  get rssMegabytes(): number {
    return this.#replicas.reduce(
      (sum, { backend }) => sum + backend.rssMegabytes(),
      0,
    );
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#reading;
    await this.#starting;
    await Promise.all(this.#replicas.map(({ backend }) => backend.stop()));
    await this.#postgres.stop();
    fs.rmSync(this.#stateDir, { recursive: true, force: true });
  }

  /** Reads the list from one replica after the other. Whatever is shown must not be older than before. */
  async #read(): Promise<void> {
    let turn = 0;
    let asked = this.#replicas[0].backend;
    const client = new DpfClient({
      discoveryApi: {
        getBaseUrl: async plugin => `${asked.baseUrl}/api/${plugin}`,
      },
      fetchApi: {
        fetch: async (input, init) => {
          const headers = new Headers(init?.headers);
          headers.set('authorization', `Bearer ${await asked.guestToken()}`);
          return fetch(input, { ...init, headers });
        },
      },
    });
    while (!this.#stopped) {
      const serving = this.#replicas.filter(({ ready }) => ready);
      asked = serving[turn++ % serving.length].backend;
      const askedAt = performance.now();
      try {
        this.#note(await client.listDpuClusters({ limit: 1000 }));
      } catch {
        // It was killed just now.
        this.unanswered++;
      }
      this.slowestReadMs = Math.max(
        this.slowestReadMs,
        performance.now() - askedAt,
      );
      await sleep(READ_EVERY_MS);
    }
  }

  #note({ items, sources }: DpuClusterList): void {
    this.reads++;
    if (sources.some(({ behind }) => behind)) {
      // A page keeps what it has.
      this.behind++;
      return;
    }
    for (const { uid, ref, resourceVersion } of items) {
      const before = this.#shown.get(uid);
      if (isOlderVersion(resourceVersion, before)) {
        this.problems.push(
          `${ref} was shown at version ${resourceVersion} after ${before}`,
        );
      }
      this.#shown.set(uid, resourceVersion);
    }
    const listed = new Set(items.map(({ uid }) => uid));
    for (const uid of this.#shown.keys()) {
      if (!listed.has(uid)) {
        this.#gone.add(uid);
        this.#shown.delete(uid);
      }
    }
    for (const { uid, ref } of items) {
      if (this.#gone.has(uid)) {
        this.problems.push(`${ref} was shown again after it was gone`);
        this.#gone.delete(uid);
      }
    }
  }
}
