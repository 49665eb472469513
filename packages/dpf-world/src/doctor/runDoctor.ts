import {
  CONTROLLER_ROLES,
  ControllerRole,
  RoleMode,
} from '@dpf-portal/dpf-model';
import { messageOf } from '@dpf-portal/kube-controller';
import {
  ManagementClusterConnection,
  ManagementClusterConnectionOptions,
} from '../managementCluster/ManagementClusterConnection';
import {
  CheckOutcome,
  DoctorContext,
  Outcome,
  ok,
  problem,
} from './DoctorCheck';
import { checkAdmission } from './checkAdmission';
import { checkDefinitions } from './checkDefinitions';
import { checkKamaji } from './checkKamaji';
import { checkNewControlPlanes } from './checkNewControlPlanes';
import { checkNodes } from './checkNodes';
import { checkRights } from './checkRights';
import { checkRoles } from './checkRoles';
import { checkTenants, unseenClusters } from './checkTenants';

const LOOK_EVERY_MS = 50;
/** A DPU cluster that does not answer is probed twice: for 5 s, and 2 s later for 5 s again. */
const LOOK_FOR_MS = 15_000;
const AGAIN = 'Run doctor again; if it stays so, look at the API server’s log.';

/** The roles that a management cluster must be ready for, and the identity that the controllers will use. @public */
export interface DoctorOptions
  extends Pick<
    ManagementClusterConnectionOptions,
    'kubeConfig' | 'tenantAccess' | 'leaderElectionNamespace' | 'controlPlanes'
  > {
  roles: Partial<Record<ControllerRole, RoleMode>>;
  /** How long to wait until everything has been listed once. Default 15 s. */
  timeoutMs?: number;
}

type Check = (context: DoctorContext) => Outcome[] | Promise<Outcome[]>;

/** In the order of the report. Some checks run only if a certain role is requested. */
const CHECKS: ReadonlyArray<[name: string, run: Check, of?: ControllerRole]> = [
  ['DPF definitions', checkDefinitions],
  ['Rights', checkRights],
  ['Roles', checkRoles],
  ['Kamaji', checkKamaji, 'kamaji'],
  ['Control planes', checkNewControlPlanes, 'kamaji'],
  ['Nodes', checkNodes, 'kamaji'],
  ['Admission', checkAdmission],
  ['DPU clusters', checkTenants],
];

/** The version of the API server, and what it did not answer in time. */
async function checkApiServer(
  connection: ManagementClusterConnection,
  timeoutMs: number,
): Promise<Outcome[]> {
  const { client, clock } = connection;
  const { server } = client.transport;
  const deadline = clock.monotonic() + timeoutMs;
  let gitVersion: string;
  try {
    const path = '/version';
    ({ gitVersion } = await client.raw<{ gitVersion: string }>('GET', path));
  } catch (error) {
    return [
      problem(
        `${server} does not answer correctly: ${messageOf(error)}`,
        'Look at the address and the credentials in the kubeconfig, and at the way there.',
      ),
    ];
  }
  const isSeen = () =>
    connection.pending.length + unseenClusters(connection).length === 0;
  while (!isSeen() && clock.monotonic() < deadline) {
    await clock.sleep(LOOK_EVERY_MS);
  }
  const answers = ok(`Kubernetes ${gitVersion} answers at ${server}`);
  const pending = connection.pending.join(', ');
  return pending
    ? [answers, problem(`Could not be read in time: ${pending}.`, AGAIN)]
    : [answers];
}

async function carryOut(
  name: string,
  run: () => Outcome[] | Promise<Outcome[]>,
): Promise<CheckOutcome[]> {
  let outcomes: Outcome[];
  try {
    outcomes = await run();
  } catch (error) {
    outcomes = [problem(`Could not be looked at: ${messageOf(error)}`, AGAIN)];
  }
  return outcomes.map(outcome => ({ check: name, ...outcome }));
}

/**
 * Checks whether a management cluster is ready for the controllers, with their identity, and says what to do if it is
 * not. It uses the same connection as the controllers, so it sees what they would see. It changes nothing and never
 * rejects.
 *
 * @public
 */
export async function runDoctor(
  options: DoctorOptions,
): Promise<CheckOutcome[]> {
  const { timeoutMs = LOOK_FOR_MS } = options;
  const connection = ManagementClusterConnection.create({
    ...options,
    name: 'the management cluster',
    userAgent: 'dpf-controllers-doctor',
  });
  const stop = new AbortController();
  const running = connection.run(stop.signal);
  try {
    const outcomes = await carryOut('API server', () =>
      checkApiServer(connection, timeoutMs),
    );
    if (!connection.capabilities()) {
      return outcomes;
    }
    const roles = CONTROLLER_ROLES.flatMap(role => {
      const mode = options.roles[role] ?? 'disabled';
      return mode === 'disabled' ? [] : { role, mode };
    });
    const asIfRun = roles.map(asked => {
      return { ...asked, runBy: 'portal', reason: 'As asked for.' } as const;
    });
    const { mode, proxyUrl } = options.tenantAccess;
    const context: DoctorContext = {
      connection,
      world: connection.world(asIfRun),
      roles,
      proxyUrl: mode === 'proxy' ? proxyUrl : undefined,
    };
    const checks = CHECKS.filter(
      ([, , of]) => !of || roles.some(({ role }) => role === of),
    ).map(([name, run]) => carryOut(name, () => run(context)));
    return [...outcomes, ...(await Promise.all(checks)).flat()];
  } finally {
    stop.abort();
    await running;
  }
}
