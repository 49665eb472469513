import { DPF_TOO_NEW_REMEDY } from '@dpf-portal/dpf-model';
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
  const rights = `Let this identity get, list and watch Leases and Deployments in ${connection.leaderElectionNamespace}: kubectl apply -f deploy/rbac/controllers.yaml`;
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

/** Checks who runs the requested roles, by the vendor's Deployments and Leases. */
export async function checkRoles(context: DoctorContext): Promise<Outcome[]> {
  const { client, leaderElectionNamespace: name } = context.connection;
  try {
    await client.get(CORE_RESOURCES.namespaces, { name });
  } catch (error) {
    // A Deployment that may not be read may still exist.
    if (isNotFound(error)) {
      return [
        problem(
          `The namespace ${name}, where the Leases are, does not exist.`,
          'kubectl apply -f deploy/namespaces.yaml, or name another one: --leader-election-namespace',
        ),
      ];
    }
  }
  return context.roles.map(asked => roleOutcome(context, asked));
}
