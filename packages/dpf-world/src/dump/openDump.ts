import {
  Assignment,
  ControllerRoleStatus,
  DpuCluster,
  Finding,
  KnownDpuSelectors,
  World,
  dpuCountsOf,
  managementClusterFindings,
} from '@dpf-portal/dpf-model';
import { Clock, systemClock } from '@dpf-portal/kube-controller';
import { ManagementClusterConnection } from '../managementCluster/ManagementClusterConnection';
import { readDpuSelectors } from '../managementCluster/readDpuSelectors';
import { observedRoles } from '../roles/observedRoles';
import { Dump } from './Dump';
import { DumpApis } from './DumpApis';
import { DumpServer } from './DumpServer';

const CHECK_MS = 2;
/** A dump is in memory, so it is read at once; a longer time is a fault of this program. */
const READ_WITHIN_MS = 60_000;

/** A management cluster as a portal would see it if it read the dump. */
export interface OpenedDump {
  apis: DumpApis;
  world: World;
  roles: ControllerRoleStatus[];
  /** Of the management cluster itself. */
  findings: Finding[];
  /** The DPUs without a cluster, and what could take them. */
  assignment: Assignment;
  /** What selects clusters for DPUs, by API group. */
  selectors: ReadonlyMap<string, KnownDpuSelectors>;
  /** Ends the watches. World answers until then. */
  close(): Promise<void>;
}

function clockAt(now: number): Clock {
  return { ...systemClock, now: () => now };
}

async function selectorsOf(
  connection: ManagementClusterConnection,
): Promise<Map<string, KnownDpuSelectors>> {
  const { apis = [] } = connection.capabilities() ?? {};
  const found = apis.map(
    async ({ group }) =>
      [
        group,
        await readDpuSelectors({
          client: connection.client,
          group,
          namespace: connection.leaderElectionNamespace,
        }),
      ] as const,
  );
  return new Map(await Promise.all(found));
}

/** Reads a dump with the watches, stores and discovery by which a portal reads a management cluster. */
export async function openDump(
  dump: Dump,
  options: {
    managementCluster: string;
    /** The time of the dump, milliseconds since the epoch. */
    now: number;
    operatorNamespace: string;
  },
): Promise<OpenedDump> {
  const { managementCluster, now, operatorNamespace } = options;
  const clock = clockAt(now);
  const apis = new DumpApis(dump, operatorNamespace);
  const connection = ManagementClusterConnection.createOffline(
    new DumpServer({ dump, apis, clock }),
    {
      name: managementCluster,
      leaderElectionNamespace: operatorNamespace,
      clock,
    },
  );
  const stop = new AbortController();
  const running = connection.run(stop.signal);
  const close = async () => {
    stop.abort();
    await running;
  };
  try {
    const deadline = clock.monotonic() + READ_WITHIN_MS;
    while (!connection.complete) {
      if (clock.monotonic() > deadline) {
        throw new Error(
          `The dump was not read in time: ${connection.pending.join(', ')}`,
        );
      }
      await clock.sleep(CHECK_MS);
    }
    const roles = observedRoles(connection);
    const world = connection.world(roles);
    const assignment: Assignment = {
      capabilities: connection.capabilities(),
      unassigned: connection.stores.unassignedDpus(),
      clusters: [...connection.clusters()].sort(byKey),
      assignedTo: cluster => dpuCountsOf(cluster, world).assigned ?? 0,
    };
    return {
      apis,
      world,
      roles,
      findings: managementClusterFindings({
        title: managementCluster,
        capabilities: connection.capabilities(),
        operatorConfig: connection.operatorConfig(),
        world,
        assignment,
      }),
      assignment,
      selectors: await selectorsOf(connection),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function byKey({ metadata: a }: DpuCluster, { metadata: b }: DpuCluster) {
  const [one, other] = [a, b].map(
    ({ namespace, name }) => `${namespace}/${name}`,
  );
  return one < other ? -1 : 1;
}
