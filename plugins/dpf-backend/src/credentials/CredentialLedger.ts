import {
  Credential,
  CredentialState,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { CredentialRole } from '@dpf-portal/dpf-model';
import { Knex } from 'knex';
import {
  DatabaseSource,
  PluginDatabase,
  sourceOf,
} from '../database/PluginDatabase';

const TABLE = 'credentials';
/** The most entries of one answer. */
export const LEDGER_LIMIT = 10_000;

interface Row {
  id: string;
  management_cluster: string;
  namespace: string;
  name: string;
  cluster_uid: string;
  cluster_type: string;
  cluster_owner: string | null;
  user_ref: string;
  role: CredentialRole;
  reason: string | null;
  issued_at: string;
  expires_at: string;
  failed_at: string | null;
  revoked_at: string | null;
  revoked_by: string | null;
  removed_at: string | null;
  audit_id: string | null;
}

/** The cluster of an entry as it was when the credential was made. */
export interface LedgerCluster {
  managementCluster: string;
  namespace: string;
  name: string;
  uid: string;
  type: string;
  owner?: string;
}

/** An entry of the ledger. */
export interface LedgerEntry {
  credential: Credential;
  cluster: LedgerCluster;
  /** Its Secret is gone from the DPU cluster. */
  isRemoved: boolean;
}

/** What may be asked of the ledger. */
export interface LedgerQuery {
  managementCluster?: string;
  namespace?: string;
  name?: string;
  user?: string;
  /** A day in UTC: only credentials that were valid on it. */
  on?: string;
}

function stateOf(row: Row, now: string): CredentialState {
  if (row.failed_at) {
    return 'notIssued';
  }
  if (row.revoked_at) {
    return row.removed_at || row.expires_at <= now ? 'revoked' : 'revoking';
  }
  return row.expires_at <= now ? 'expired' : 'active';
}

function toEntry(row: Row, now: string): LedgerEntry {
  return {
    isRemoved: row.removed_at !== null,
    cluster: {
      managementCluster: row.management_cluster,
      namespace: row.namespace,
      name: row.name,
      uid: row.cluster_uid,
      type: row.cluster_type,
      owner: row.cluster_owner ?? undefined,
    },
    credential: {
      id: row.id,
      managementCluster: row.management_cluster,
      namespace: row.namespace,
      name: row.name,
      clusterUid: row.cluster_uid,
      user: row.user_ref,
      role: row.role,
      ...(row.reason && { reason: row.reason }),
      from: row.issued_at,
      until: row.expires_at,
      state: stateOf(row, now),
      ...(row.revoked_at && { revokedAt: row.revoked_at }),
      ...(row.revoked_by && { revokedBy: row.revoked_by }),
      ...(row.audit_id && { auditId: row.audit_id }),
    },
  };
}

/**
 * Who got which credential for which DPU cluster, from when until when, and who revoked it. Times are RFC 3339 in UTC with
 * milliseconds, so that their order is the order of their texts.
 */
export class CredentialLedger {
  readonly #source: DatabaseSource;
  readonly #clock: { now(): number };

  /** The plugin's migrations create the table. */
  constructor(database: Knex | PluginDatabase, clock: { now(): number }) {
    this.#source = sourceOf(database);
    this.#clock = clock;
  }

  get #knex(): Knex {
    return this.#source.knex;
  }

  /** Written before anything is made in the DPU cluster, so that nothing is there that the ledger does not know. */
  async open(entry: {
    id: string;
    cluster: LedgerCluster;
    userEntityRef: string;
    role: CredentialRole;
    reason?: string;
    until: string;
  }): Promise<void> {
    const { cluster } = entry;
    await this.#knex<Row>(TABLE).insert({
      id: entry.id,
      management_cluster: cluster.managementCluster,
      namespace: cluster.namespace,
      name: cluster.name,
      cluster_uid: cluster.uid,
      cluster_type: cluster.type,
      cluster_owner: cluster.owner ?? null,
      user_ref: entry.userEntityRef,
      role: entry.role,
      reason: entry.reason ?? null,
      issued_at: this.#now(),
      expires_at: entry.until,
    });
  }

  /** Records what the API server has said of the token. */
  async issued(
    id: string,
    { until, auditId }: { until: string; auditId?: string },
  ): Promise<LedgerEntry | undefined> {
    await this.#knex<Row>(TABLE)
      .where({ id })
      .update({ expires_at: until, audit_id: auditId ?? null });
    return this.find(id);
  }

  /** No token was handed out. What was made in the DPU cluster is removed later. */
  async failed(id: string): Promise<void> {
    await this.#knex<Row>(TABLE)
      .where({ id })
      .update({ failed_at: this.#now() });
  }

  /** Records who wants it revoked; the first one stays. */
  async revokeRequested(id: string, by: string): Promise<void> {
    await this.#knex<Row>(TABLE)
      .where({ id })
      .whereNull('revoked_at')
      .update({ revoked_at: this.#now(), revoked_by: by });
  }

  /** As `revokeRequested`, of all credentials of a cluster that are valid. Returns how many there were. */
  async revokeAllRequested(clusterUid: string, by: string): Promise<number> {
    return this.#knex<Row>(TABLE)
      .where({ cluster_uid: clusterUid })
      .where('expires_at', '>', this.#now())
      .whereNull('revoked_at')
      .whereNull('failed_at')
      .update({ revoked_at: this.#now(), revoked_by: by });
  }

  /** The Secrets of these credentials are gone from the DPU cluster. */
  async removed(ids: readonly string[]): Promise<void> {
    await this.#knex<Row>(TABLE)
      .whereIn('id', ids)
      .whereNull('removed_at')
      .update({ removed_at: this.#now() });
  }

  /** Everything of this cluster is gone. */
  async allRemoved(clusterUid: string): Promise<void> {
    await this.#knex<Row>(TABLE)
      .where({ cluster_uid: clusterUid })
      .whereNull('removed_at')
      .update({ removed_at: this.#now() });
  }

  async find(id: string): Promise<LedgerEntry | undefined> {
    const row = await this.#knex<Row>(TABLE).where({ id }).first();
    return row && toEntry(row, this.#now());
  }

  /** The credentials of a cluster that have not ended, newest first. */
  async listLive(clusterUid: string): Promise<LedgerEntry[]> {
    const now = this.#now();
    const rows = await this.#knex<Row>(TABLE)
      .where({ cluster_uid: clusterUid })
      .where('expires_at', '>', now)
      .whereNull('failed_at')
      .where(query => query.whereNull('revoked_at').orWhereNull('removed_at'))
      .orderBy('issued_at', 'desc')
      .limit(LEDGER_LIMIT);
    return rows.map(row => toEntry(row, now));
  }

  /** The ids of a holder's credentials that can be used, in all clusters. */
  async listLiveIds(userEntityRef: string): Promise<string[]> {
    const rows = await this.#knex<Row>(TABLE)
      .where({ user_ref: userEntityRef })
      .where('expires_at', '>', this.#now())
      .whereNull('failed_at')
      .whereNull('revoked_at')
      .limit(LEDGER_LIMIT)
      .select('id');
    return rows.map(({ id }) => id);
  }

  /** Whether anything of this cluster was not removed. */
  async hasUnremoved(clusterUid: string): Promise<boolean> {
    const row = await this.#knex<Row>(TABLE)
      .where({ cluster_uid: clusterUid })
      .whereNull('removed_at')
      .first('id');
    return row !== undefined;
  }

  /** Whether a user has a credential of this role that is valid, or is being made. */
  async hasValid(
    clusterUid: string,
    userEntityRef: string,
    role: CredentialRole,
  ): Promise<boolean> {
    const row = await this.#knex<Row>(TABLE)
      .where({ cluster_uid: clusterUid, user_ref: userEntityRef, role })
      .where('expires_at', '>', this.#now())
      .whereNull('revoked_at')
      .whereNull('failed_at')
      .first('id');
    return row !== undefined;
  }

  /** Credentials that have ended and whose Secret is still in the DPU cluster, longest ended first. */
  async listEnded(limit: number): Promise<LedgerEntry[]> {
    const now = this.#now();
    const rows = await this.#knex<Row>(TABLE)
      .whereNull('removed_at')
      .where(query =>
        query
          .where('expires_at', '<=', now)
          .orWhereNotNull('revoked_at')
          .orWhereNotNull('failed_at'),
      )
      .orderBy('expires_at', 'asc')
      .limit(limit);
    return rows.map(row => toEntry(row, now));
  }

  /** All entries that match, newest first, ended ones included; at most {@link LEDGER_LIMIT} and one. */
  async export(query: LedgerQuery): Promise<LedgerEntry[]> {
    const { managementCluster, namespace, name, user, on } = query;
    const now = this.#now();
    const rows = await this.#knex<Row>(TABLE)
      .where(builder => {
        if (managementCluster !== undefined) {
          builder.where({ management_cluster: managementCluster });
        }
        if (namespace !== undefined) {
          builder.where({ namespace });
        }
        if (name !== undefined) {
          builder.where({ name });
        }
        if (user !== undefined) {
          builder.where({ user_ref: user });
        }
        if (on !== undefined) {
          const [start, end] = dayOf(on);
          builder
            .where('issued_at', '<', end)
            .where('expires_at', '>', start)
            .whereNull('failed_at')
            .where(ended =>
              // Until its Secret is gone, a revoked credential can be used.
              ended
                .whereNull('revoked_at')
                .orWhereNull('removed_at')
                .orWhere('removed_at', '>', start),
            );
        }
      })
      .orderBy('issued_at', 'desc')
      .limit(LEDGER_LIMIT + 1);
    return rows.map(row => toEntry(row, now));
  }

  /** Deletes entries that ended longer ago than this. Returns how many. */
  async forget(olderThanMs: number): Promise<number> {
    const before = new Date(this.#clock.now() - olderThanMs).toISOString();
    return this.#knex<Row>(TABLE).where('expires_at', '<', before).delete();
  }

  #now(): string {
    return new Date(this.#clock.now()).toISOString();
  }
}

/** The first moment of a day in UTC and that of the next. */
function dayOf(day: string): [string, string] {
  const start = new Date(`${day}T00:00:00.000Z`);
  const end = new Date(start.getTime() + 24 * 60 * 60_000);
  return [start.toISOString(), end.toISOString()];
}
