import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  Credential,
  dpuClusterKubeconfigRevokePermission,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { ManagementClusters } from '../managementClusters/ManagementClusters';
import { DpuClusterAuthorizer } from '../permissions/DpuClusterAuthorizer';
import { attributesOf } from '../permissions/attributesOf';
import { DpuClusterAttributes } from '../permissions/dpuClusterResourceRef';
import {
  CredentialLedger,
  LEDGER_LIMIT,
  LedgerCluster,
  LedgerQuery,
} from './CredentialLedger';

const COLUMNS = [
  'id',
  'managementCluster',
  'namespace',
  'name',
  'clusterUid',
  'user',
  'role',
  'reason',
  'from',
  'until',
  'state',
  'revokedAt',
  'revokedBy',
  'auditId',
] as const satisfies ReadonlyArray<keyof Credential>;

/** Exports the ledger: who had access to which cluster, and when. */
export class CredentialExport {
  readonly #ledger: CredentialLedger;
  readonly #authorizer: DpuClusterAuthorizer;
  readonly #managementClusters: ManagementClusters;

  constructor(options: {
    ledger: CredentialLedger;
    authorizer: DpuClusterAuthorizer;
    managementClusters: ManagementClusters;
  }) {
    this.#ledger = options.ledger;
    this.#authorizer = options.authorizer;
    this.#managementClusters = options.managementClusters;
  }

  /** The entries of clusters whose credentials the caller may revoke. Of a deleted cluster its last owner counts. */
  async read(
    query: LedgerQuery,
    credentials: BackstageCredentials,
  ): Promise<{ items: Credential[]; truncated: boolean }> {
    assertDay(query.on);
    await this.#authorizer.assertForSome(
      [dpuClusterKubeconfigRevokePermission],
      credentials,
    );
    const mayRevoke = await this.#authorizer.check(
      dpuClusterKubeconfigRevokePermission,
      credentials,
    );
    const entries = await this.#ledger.export(query);
    return {
      truncated: entries.length > LEDGER_LIMIT,
      items: entries
        .slice(0, LEDGER_LIMIT)
        .filter(({ cluster }) => mayRevoke(this.#attributes(cluster)))
        .map(({ credential }) => credential),
    };
  }

  #attributes(cluster: LedgerCluster): DpuClusterAttributes {
    const { uid, ...then } = cluster;
    const now = this.#managementClusters
      .get(cluster.managementCluster)
      ?.connection.clusterByUid(uid);
    return now ? attributesOf(cluster.managementCluster, now) : then;
  }
}

function assertDay(day: string | undefined): void {
  if (day !== undefined && Number.isNaN(Date.parse(`${day}T00:00:00Z`))) {
    throw new InputError(`on: ${day} is not a day.`);
  }
}

/** Renders entries as CSV. A spreadsheet must not run a reason that begins like a formula. */
export function toCsv(items: readonly Credential[]): string {
  const cell = (value: string | undefined) => {
    const text = value ?? '';
    const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return `"${inert.replaceAll('"', '""')}"`;
  };
  const rows = items.map(item =>
    COLUMNS.map(column => cell(item[column])).join(','),
  );
  return [COLUMNS.join(','), ...rows, ''].join('\r\n');
}
