import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  PlatformManagementCluster,
  PlatformOverview,
  PlatformProblem,
  PlatformUnassignedDpu,
  dpuClusterReadPermission,
} from '@dpf-portal/backstage-plugin-dpf-common';
import {
  Assignment,
  PlacedFinding,
  describeDpus,
  problemCauses,
  problemCounts,
  toDpfInstallation,
} from '@dpf-portal/dpf-model';
import { Acknowledgements } from '../acknowledgements/Acknowledgements';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { ManagementClusters } from '../managementClusters/ManagementClusters';
import {
  DpuClusterAuthorizer,
  DpuClusterCheck,
} from '../permissions/DpuClusterAuthorizer';
import { attributesOf } from '../permissions/attributesOf';
import { sourceWithUnchecked } from '../reads/toManagementCluster';

const MOST_DPUS = 200;

interface Looked {
  overview: PlatformManagementCluster;
  placed: PlacedFinding[];
}

async function look(
  hosted: HostedManagementCluster,
  mayRead: DpuClusterCheck,
): Promise<Looked> {
  const { connection, settings } = hosted;
  const { name: managementCluster, title = managementCluster } = settings;
  const roles = hosted.roles();
  const clusters = connection
    .clusters()
    .filter(cluster => mayRead(attributesOf(managementCluster, cluster)));
  const placed = hosted.placedFindings(clusters);
  return {
    overview: {
      ...(await sourceWithUnchecked(hosted)),
      title,
      problem: connection.status().problem,
      dpf: toDpfInstallation(connection.operatorConfig()),
      roles,
      clusterCount: clusters.length,
      problems: problemCounts(placed.map(({ finding }) => finding)),
    },
    placed,
  };
}

/** Reads, over all management clusters, what the platform's engineers look at first. */
export class PlatformReader {
  readonly #managementClusters: ManagementClusters;
  readonly #authorizer: DpuClusterAuthorizer;
  readonly #acknowledgements: Pick<Acknowledgements, 'refresh'>;
  readonly #runbookUrl?: string;

  constructor(options: {
    managementClusters: ManagementClusters;
    authorizer: DpuClusterAuthorizer;
    acknowledgements: Pick<Acknowledgements, 'refresh'>;
    runbookUrl?: string;
  }) {
    this.#managementClusters = options.managementClusters;
    this.#authorizer = options.authorizer;
    this.#acknowledgements = options.acknowledgements;
    this.#runbookUrl = options.runbookUrl;
  }

  /** The caller must be allowed to read the platform. Only DPU clusters that the caller may read are counted and named. */
  async overview(credentials: BackstageCredentials): Promise<PlatformOverview> {
    const mayRead = await this.#authorizer.check(
      dpuClusterReadPermission,
      credentials,
    );
    await this.#acknowledgements.refresh();
    const all = this.#managementClusters.list();
    const looked = await Promise.all(all.map(hosted => look(hosted, mayRead)));
    return {
      managementClusters: looked.map(({ overview }) => overview),
      problems: problemCauses(looked.flatMap(({ placed }) => placed)).map(
        cause => this.#withRunbook(cause),
      ),
      unassignedDpus: unassignedOn(all),
    };
  }

  #withRunbook(cause: PlatformProblem): PlatformProblem {
    return this.#runbookUrl
      ? {
          ...cause,
          runbookUrl: `${this.#runbookUrl}#${cause.code.toLowerCase()}`,
        }
      : cause;
  }
}

/** The DPUs without a DPU cluster that have waited longest. */
function describeUnassigned(
  { connection, settings }: HostedManagementCluster,
  assignment: Assignment,
): PlatformUnassignedDpu[] {
  const { unassigned: dpus } = assignment;
  const described = describeDpus(dpus, connection.world([]), {
    assignment,
    clustersKnown: () => true,
    selectors: () => undefined,
  });
  return described.map((dpu, nth) => {
    const { host, device, label, waitsFor, who, since, origin } = dpu;
    const { namespace = '', name } = dpus[nth].metadata;
    const managementCluster = settings.name;
    return {
      ...{ managementCluster, namespace, name, host, device },
      ...{ label, waitsFor, who, since, origin },
    };
  });
}

function longestFirst(
  one: PlatformUnassignedDpu,
  other: PlatformUnassignedDpu,
): number {
  return (
    (one.since ?? '').localeCompare(other.since ?? '') ||
    one.name.localeCompare(other.name)
  );
}

function unassignedOn(
  all: readonly HostedManagementCluster[],
): PlatformOverview['unassignedDpus'] {
  const items: PlatformUnassignedDpu[] = [];
  const unknownOn: string[] = [];
  for (const hosted of all) {
    const assignment = hosted.unassigned();
    if (assignment) {
      items.push(...describeUnassigned(hosted, assignment));
    } else {
      unknownOn.push(hosted.settings.name);
    }
  }
  return {
    total: items.length,
    items: items.sort(longestFirst).slice(0, MOST_DPUS),
    unknownOn,
  };
}
