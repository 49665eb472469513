import {
  ControllerRoleStatus,
  DPF_TOO_NEW_REMEDY,
  describeRunner,
  rightsFile,
} from '@dpf-portal/dpf-model';
import { CORE_RESOURCES, isNotFound } from '@dpf-portal/kube-controller';
import { decideRole } from '../roles/decideRole';
import { otherHolder } from '../roles/vendorRoles';
import { DoctorContext, Outcome, ok, problem, warning } from './DoctorCheck';

function roleOutcome(
  { connection }: DoctorContext,
  { role, mode }: DoctorContext['roles'][number],
): Outcome {
  const vendor = connection.vendorRole(role);
  const operatorConfig = connection.operatorConfig();
  const decision = decideRole({ mode, vendor, operatorConfig });
  if (decision.candidate) {
    const [ours] = vendor.holders === 'unknown' ? [] : vendor.holders;
    return ok(`The role ${role} is ${ours ? `run by ${ours.holder}` : 'free'}`);
  }
  // Most sites run DPF's Deployment, so it is no problem. The reason explains how to take over.
  if (vendor.deployment === 'present') {
    return ok(`The role ${role} stands back: ${decision.reason}`);
  }
  const taken = vendor.deployment === 'absent' && otherHolder(vendor);
  const rights = `Let this identity get, list and watch Leases and Deployments in ${
    connection.leaderElectionNamespace
  }: \`kubectl apply -f ${rightsFile('controllers.yaml')}\`.`;
  return taken
    ? warning(
        `The role ${role} will wait: ${decision.reason}`,
        'It is never taken from a live holder. Scale that one down, or leave the role out.',
      )
    : warning(
        `The role ${role} will not run here: ${decision.reason}`,
        decision.keepsRunning ? DPF_TOO_NEW_REMEDY : rights,
      );
}

/** Of a role that is not requested: whoever runs it runs it elsewhere. */
function statusOutcome(status: ControllerRoleStatus): Outcome {
  const { role, runBy, reason, holder } = status;
  switch (runBy) {
    case 'nobody':
      return warning(
        `Nobody runs the role ${role}. ${reason}`,
        `Let DPF run it, or install dpf-controllers, or set roles.${role}: auto for this management cluster in the portal’s configuration.`,
      );
    case 'unknown':
      return warning(`Who runs the role ${role} is not known. ${reason}`);
    default:
      return ok(
        `The role ${role} is run by ${describeRunner(status)}${
          holder ? ` (${holder})` : ''
        }. ${reason}`,
      );
  }
}

/** Checks who runs the requested roles, by the vendor's Deployments and Leases. */
export async function checkRoles(context: DoctorContext): Promise<Outcome[]> {
  const { connection, signal, portal } = context;
  const { client, leaderElectionNamespace: name } = connection;
  try {
    await client.get(CORE_RESOURCES.namespaces, { name }, { signal });
  } catch (error) {
    // A Deployment that may not be read may still exist.
    if (isNotFound(error)) {
      return [
        problem(
          `The namespace ${name}, where the Leases are, does not exist.`,
          'Run: `kubectl apply -f deploy/charts/dpf-portal/namespaces.yaml`. Or name another one with --leader-election-namespace (leaderElection.namespace in the portal’s configuration).',
        ),
      ];
    }
  }
  const asked = context.roles.map(role => roleOutcome(context, role));
  const others = (portal?.roles ?? []).filter(
    ({ role }) => !context.roles.some(requested => requested.role === role),
  );
  return [...asked, ...others.map(statusOutcome)];
}
