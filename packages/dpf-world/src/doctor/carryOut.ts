import { ControllerRole } from '@dpf-portal/dpf-model';
import { messageOf } from '@dpf-portal/kube-controller';
import { CheckOutcome, DoctorContext, Outcome, problem } from './DoctorCheck';
import { checkAdmission } from './checkAdmission';
import { checkConfiguration } from './checkConfiguration';
import { checkDefinitions } from './checkDefinitions';
import { checkKamaji } from './checkKamaji';
import { checkLeftOvers } from './checkLeftOvers';
import { checkNewControlPlanes } from './checkNewControlPlanes';
import { checkNodes } from './checkNodes';
import { checkOwners } from './checkOwners';
import { checkRights } from './checkRights';
import { checkRoles } from './checkRoles';
import { checkTenants } from './checkTenants';

export const AGAIN =
  'Run the checks again; if it stays so, look at the API server’s log.';

type Check = (context: DoctorContext) => Outcome[] | Promise<Outcome[]>;

function isRequested(role: ControllerRole) {
  return ({ roles }: DoctorContext) => roles.some(one => one.role === role);
}

/** Kamaji clusters can be there: the role is requested, or the portal sees those that another controller makes. */
function hasKamaji(context: DoctorContext): boolean {
  const { portal, world } = context;
  return (
    isRequested('kamaji')(context) ||
    (portal !== undefined && world.capabilities.kamaji)
  );
}

/** In the order of the report. Some checks run only where they concern something. */
const CHECKS: ReadonlyArray<
  [name: string, run: Check, when?: (context: DoctorContext) => boolean]
> = [
  ['DPF definitions', checkDefinitions],
  ['Rights', checkRights],
  ['Roles', checkRoles],
  ['Configuration', checkConfiguration],
  ['Kamaji', checkKamaji, hasKamaji],
  ['Control planes', checkNewControlPlanes, isRequested('kamaji')],
  ['Nodes', checkNodes, hasKamaji],
  ['Admission', checkAdmission],
  ['DPU clusters', checkTenants],
  ['Left-overs', checkLeftOvers],
  ['Owners', checkOwners],
];

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const fail = () => reject(signal.reason);
    if (signal.aborted) {
      fail();
    }
    signal.addEventListener('abort', fail, { once: true });
  });
}

/** Carries out a check. When the signal aborts, the check counts as failed, whatever it still does. */
export async function carryOut(
  name: string,
  run: () => Outcome[] | Promise<Outcome[]>,
  signal?: AbortSignal,
): Promise<CheckOutcome[]> {
  let outcomes: Outcome[];
  try {
    outcomes = await (signal ? Promise.race([run(), aborted(signal)]) : run());
  } catch (error) {
    outcomes = [problem(`Could not be checked: ${messageOf(error)}`, AGAIN)];
  }
  return outcomes.map(outcome => ({ check: name, ...outcome }));
}

/** Carries out all checks but that of the API server. */
export async function carryOutAll(
  context: DoctorContext,
): Promise<CheckOutcome[]> {
  const outcomes = await Promise.all(
    CHECKS.filter(([, , when = () => true]) => when(context)).map(
      ([name, run]) => carryOut(name, () => run(context), context.signal),
    ),
  );
  return outcomes.flat();
}
