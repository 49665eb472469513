import {
  CONTROLLER_ROLES,
  ControllerRole,
  RoleMode,
} from '@dpf-portal/dpf-model';
import { ManagementClusterConnection } from '../managementCluster/ManagementClusterConnection';
import { ManagementClusterConnectionOptions } from '../managementCluster/ManagementClusterConnectionOptions';
import { CheckOutcome, DoctorContext, PortalSetup } from './DoctorCheck';
import { checkApiServer } from './checkApiServer';
import { carryOut, carryOutAll } from './carryOut';

/** A DPU cluster that does not answer is probed twice: for 5 s, and 2 s later for 5 s again. */
const LOOK_FOR_MS = 15_000;

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

/** The roles that are not disabled. */
function requested(
  modes: Partial<Record<ControllerRole, RoleMode>>,
): DoctorContext['roles'] {
  return CONTROLLER_ROLES.flatMap(role => {
    const mode = modes[role] ?? 'disabled';
    return mode === 'disabled' ? [] : { role, mode };
  });
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
    const roles = requested(options.roles);
    const asIfRun = roles.map(asked => {
      return { ...asked, runBy: 'portal', reason: 'As asked for.' } as const;
    });
    const { mode, proxyUrl } = options.tenantAccess;
    const checks = await carryOutAll({
      connection,
      world: connection.world(asIfRun),
      roles,
      proxyUrl: mode === 'proxy' ? proxyUrl : undefined,
    });
    return [...outcomes, ...checks];
  } finally {
    stop.abort();
    await running;
  }
}

/** What {@link checkSetup} checks, and how long it may take. @public */
export interface SetupOptions {
  /** The connection of the portal, which stays open. */
  connection: ManagementClusterConnection;
  /** The modes in which the portal runs the roles. */
  roles: Partial<Record<ControllerRole, RoleMode>>;
  tenantAccess: ManagementClusterConnectionOptions['tenantAccess'];
  portal: PortalSetup;
  /** When it aborts, checks that have no answer yet are reported as such. */
  signal: AbortSignal;
}

/**
 * The same checks for a portal: with its own connection, of what it watches already, and of the rights that it needs. It
 * changes nothing, never rejects, and ends when the signal aborts.
 *
 * @public
 */
export async function checkSetup(
  options: SetupOptions,
): Promise<CheckOutcome[]> {
  const { connection, portal, signal, tenantAccess } = options;
  const outcomes = await carryOut('API server', () =>
    checkApiServer(connection, 0, signal),
  );
  const isAnswering = outcomes.every(({ state }) => state === 'ok');
  if (!isAnswering || !connection.capabilities()) {
    return outcomes;
  }
  const { mode, proxyUrl } = tenantAccess;
  const checks = await carryOutAll({
    connection,
    world: connection.world([...portal.roles]),
    roles: requested(options.roles),
    proxyUrl: mode === 'proxy' ? proxyUrl : undefined,
    portal,
    signal,
  });
  return [...outcomes, ...checks];
}
