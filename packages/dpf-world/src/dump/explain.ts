import { toDpfInstallation } from '@dpf-portal/dpf-model';
import { DEFAULT_LEADER_ELECTION_NAMESPACE } from '../roles/vendorRoles';
import { Dump } from './Dump';
import { explainedCluster } from './explainedCluster';
import { Explanation } from './Explanation';
import { OpenedDump, openDump } from './openDump';
import { Assumptions, whatIf } from './whatIf';
import { whatIsMissing } from './whatIsMissing';
import { whereDpusGo } from './whereDpusGo';

/** What is asked of a dump. @public */
export interface ExplainOptions extends Assumptions {
  /** How the management cluster is called. Default: `management cluster`. */
  managementCluster?: string;
  /** The time to which durations relate, milliseconds since the epoch. Default: the latest time in the dump. */
  now?: number;
  /** Default `dpf-operator-system`. */
  operatorNamespace?: string;
  /** About how many DPUs of each DPUSet it is asked where they go. Default 1, or as many as wait. */
  next?: number;
}

function assumptionsOf({ apis, world }: OpenedDump): string[] {
  return apis.hasEveryDefinition
    ? []
    : world.capabilities.apis.map(
        ({ group, specVersion, nodesCount }) =>
          `DPUCluster of ${group}: ${
            nodesCount || !specVersion
              ? 'the API of DPF v25.10 and later'
              : 'the API of DPF up to v25.7'
          }, by ${
            apis.definesClusters(group)
              ? 'its definition'
              : 'the fields of its objects'
          }.`,
      );
}

/**
 * The same findings as a portal's, of a dump: offline, and without any right. What a portal learns from a probe of a DPU
 * cluster, and from its own database, is unknown here. What the dump lacks is named.
 *
 * @public
 */
export async function explain(
  dump: Dump,
  options: ExplainOptions = {},
): Promise<Explanation> {
  const now = options.now ?? dump.latest ?? Date.now();
  const where = {
    managementCluster: options.managementCluster ?? 'management cluster',
    now,
    operatorNamespace:
      options.operatorNamespace ?? DEFAULT_LEADER_ELECTION_NAMESPACE,
  };
  const opened = await openDump(dump, where);
  try {
    const { world, roles, findings, assignment, apis } = opened;
    const clusters = assignment.clusters.map(cluster =>
      explainedCluster(cluster, opened),
    );
    const { missing, collect } = whatIsMissing(
      apis,
      assignment.clusters,
      world,
    );
    const given = options.now === undefined ? undefined : 'given';
    return {
      managementCluster: where.managementCluster,
      at: new Date(now).toISOString(),
      atIs: given ?? (dump.latest === undefined ? 'clock' : 'latestInDump'),
      read: {
        objects: dump.counts,
        ignored: dump.ignored,
        copies: dump.copies,
        noObjects: dump.noObjects,
      },
      assumptions: assumptionsOf(opened),
      dpf: toDpfInstallation(world.operatorConfig()),
      roles,
      findings,
      clusters,
      next: whereDpusGo(opened, options.next),
      missing,
      ...(collect ? { collect } : {}),
      ...(await whatIf(dump, opened, options, where)),
      needsSomebody:
        clusters.some(
          ({ needs }) => needs.includes('owner') || needs.includes('platform'),
        ) ||
        findings.some(
          ({ severity, who }) => severity !== 'info' && who !== 'nobody',
        ),
    };
  } finally {
    await opened.close();
  }
}
