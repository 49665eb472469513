import { LoggerService } from '@backstage/backend-plugin-api';
import { DpuCluster } from '@dpf-portal/dpf-model';
import { systemClock } from '@dpf-portal/kube-controller';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { ManagementClusters } from '../managementClusters/ManagementClusters';
import { CredentialLedger, LedgerEntry } from './CredentialLedger';
import { Deadline } from './Deadline';
import { TenantAccounts } from './TenantAccounts';

const DAY_MS = 24 * 60 * 60_000;
const MOST_ENTRIES = 500;
const CLUSTERS_AT_ONCE = 4;
const CLUSTER_MS = 20_000;
const SWEEP_MS = 4 * 60_000;

/** Where the entries' clusters are, by uid. */
interface Place {
  hosted: HostedManagementCluster;
  /** Undefined when the management cluster has it no more. */
  cluster?: DpuCluster;
}

/**
 * Removes from DPU clusters what credentials that have ended have left there, finishes revocations that were not
 * possible before, and deletes old entries of the ledger. Several replicas may do it at once: every step is safe to
 * repeat.
 */
export class CredentialSweeper {
  readonly #ledger: CredentialLedger;
  readonly #managementClusters: ManagementClusters;
  readonly #retentionDays: number;
  readonly #logger: LoggerService;

  constructor(options: {
    ledger: CredentialLedger;
    managementClusters: ManagementClusters;
    retentionDays: number;
    logger: LoggerService;
  }) {
    this.#ledger = options.ledger;
    this.#managementClusters = options.managementClusters;
    this.#retentionDays = options.retentionDays;
    this.#logger = options.logger;
  }

  /** One round, bounded in entries and time. What is left is for the next round. */
  async sweep(): Promise<void> {
    const round = new Deadline({ clock: systemClock, ms: SWEEP_MS });
    await this.#ledger.forget(this.#retentionDays * DAY_MS);
    const byCluster = new Map<string, LedgerEntry[]>();
    for (const entry of await this.#ledger.listEnded(MOST_ENTRIES)) {
      const { uid } = entry.cluster;
      byCluster.set(uid, [...(byCluster.get(uid) ?? []), entry]);
    }
    // A cluster that hangs must not keep the same others waiting in each round.
    const waiting = [...byCluster.values()].sort(() => Math.random() - 0.5);
    const work = async () => {
      while (waiting.length && round.remainingMs > CLUSTER_MS) {
        await this.#sweepCluster(waiting.pop() ?? []);
      }
    };
    await Promise.all(Array.from({ length: CLUSTERS_AT_ONCE }, work));
  }

  async #sweepCluster(entries: LedgerEntry[]): Promise<void> {
    const [{ cluster }] = entries;
    const place = this.#placeOf(entries[0]);
    if (!place) {
      return;
    }
    if (!place.cluster) {
      // Nobody can reach it any more with the portal's means.
      await this.#ledger.removed(
        entries.map(({ credential }) => credential.id),
      );
      return;
    }
    try {
      await this.#removeFrom(place.hosted, place.cluster, entries);
    } catch (error) {
      this.#logger.info(
        `Credentials that have ended were not removed from ${
          cluster.namespace
        }/${cluster.name}: ${error instanceof Error ? error.message : ''}`,
      );
    }
  }

  async #removeFrom(
    hosted: HostedManagementCluster,
    cluster: DpuCluster,
    entries: LedgerEntry[],
  ): Promise<void> {
    const deadline = new Deadline({ clock: systemClock, ms: CLUSTER_MS });
    const tenant = await deadline.bound(hosted.openTenant(cluster, 8_000));
    try {
      const accounts = new TenantAccounts(tenant, deadline);
      const { uid = '' } = cluster.metadata;
      for (const { credential } of entries) {
        await accounts.revoke(credential.id);
        await this.#ledger.removed([credential.id]);
      }
      const used = new Map(
        entries.map(({ credential: { user, role } }) => [
          `${user} ${role}`,
          { userEntityRef: user, role },
        ]),
      );
      for (const account of used.values()) {
        const { userEntityRef, role } = account;
        await accounts.removeAccount(
          account,
          async () => !(await this.#ledger.hasValid(uid, userEntityRef, role)),
        );
      }
    } finally {
      tenant.close();
    }
  }

  /** `undefined` while it is not known where the cluster is. */
  #placeOf({ cluster }: LedgerEntry): Place | undefined {
    const hosted = this.#managementClusters.get(cluster.managementCluster);
    if (!hosted?.connection.synced) {
      return undefined;
    }
    return { hosted, cluster: hosted.connection.clusterByUid(cluster.uid) };
  }
}
