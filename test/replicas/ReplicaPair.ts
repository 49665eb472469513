import { KubeObject, CORE_RESOURCES } from '@dpf-portal/kube-controller';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Lab } from '../management/Lab';
import { eventually } from '../portal/eventually';
import { PostgresServer } from '../portal/PostgresServer';
import { Replica } from './Replica';

const LEASES_NAMESPACE = 'dpf-operator-system';
const OWN_LEASE = 'dpf-portal-controllers';

interface Lease extends KubeObject {
  spec?: { holderIdentity?: string };
}

/** Two back ends of one portal: one Postgres, one management cluster, every role enabled in both. */
export class ReplicaPair {
  /** Starts the shared parts. The back ends start with `bothRun`. */
  static async start(postgresPrograms: string): Promise<ReplicaPair> {
    const stateDir = fs.mkdtempSync(path.join(os.tmpdir(), 'dpf-replicas-'));
    const [postgres, lab] = await Promise.all([
      PostgresServer.start(postgresPrograms),
      Lab.start({ light: true }),
    ]);
    const replica = (name: string) =>
      Replica.create({
        name,
        lab,
        postgres: postgres.connectionString,
        stateDir,
      });
    return new ReplicaPair(stateDir, postgres, lab, [
      await replica('replica-a'),
      await replica('replica-b'),
    ]);
  }

  #isEmpty = true;

  readonly #stateDir: string;
  readonly #postgres: PostgresServer;

  private constructor(
    stateDir: string,
    postgres: PostgresServer,
    readonly lab: Lab,
    readonly replicas: readonly [Replica, Replica],
  ) {
    this.#stateDir = stateDir;
    this.#postgres = postgres;
  }

  /** Resolves with the leader and the other replica when both serve and one holds the Lease. */
  async bothRun(): Promise<{ holder: Replica; other: Replica }> {
    const [a, b] = this.replicas;
    // Backstage's plugins cannot start twice at once on an empty database: see docs/operate.md.
    if (this.#isEmpty) {
      await a.backend.start();
      this.#isEmpty = false;
    }
    await Promise.all(
      this.replicas
        .filter(({ backend }) => !backend.running)
        .map(({ backend }) => backend.start()),
    );
    for (const { dpf, name } of this.replicas) {
      await eventually(`${name} has read the management cluster`, async () => {
        const { items } = await dpf.listManagementClusters();
        return items.every(({ synced }) => synced) || undefined;
      });
    }
    return eventually('one of them reconciles', async () => {
      const lease = await this.lab.api.client.get<Lease>(
        CORE_RESOURCES.leases,
        { namespace: LEASES_NAMESPACE, name: OWN_LEASE },
      );
      const holder = lease.spec?.holderIdentity;
      if (a.holds(holder)) {
        return { holder: a, other: b };
      }
      return b.holds(holder) ? { holder: b, other: a } : undefined;
    });
  }

  async stop(): Promise<void> {
    await Promise.all(this.replicas.map(({ backend }) => backend.stop()));
    await this.lab.stop();
    await this.#postgres.stop();
    fs.rmSync(this.#stateDir, { recursive: true, force: true });
  }
}
