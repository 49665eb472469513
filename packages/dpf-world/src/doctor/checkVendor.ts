import {
  ControllerRole,
  DPF_TOO_NEW_REMEDY,
  KnownOperatorConfig,
  RoleMode,
} from '@dpf-portal/dpf-model';
import { CORE_RESOURCES, isNotFound } from '@dpf-portal/kube-controller';
import { decideRole } from '../roles/decideRole';
import { CONTROLLERS_LEASE, otherHolder } from '../roles/vendorRoles';
import { readLeaseHolder, readVendorRole } from '../roles/readVendorRole';
import {
  DoctorCheck,
  DoctorContext,
  Outcome,
  ok,
  problem,
  rolesAsked,
  warning,
} from './DoctorCheck';
import { readOperatorConfig } from './readOperatorConfig';

async function namespaceProblem({
  client,
  leaseNamespace,
}: DoctorContext): Promise<Outcome | undefined> {
  try {
    await client.get(CORE_RESOURCES.namespaces, { name: leaseNamespace });
    return undefined;
  } catch (error) {
    // Not to be allowed to look is no reason why it should not be there.
    return isNotFound(error)
      ? problem(
          `The namespace ${leaseNamespace}, where the Leases are, does not exist.`,
          'kubectl apply -f deploy/namespaces.yaml, or name another one: --leader-election-namespace',
        )
      : undefined;
  }
}

async function roleOutcome(
  { client, leaseNamespace }: DoctorContext,
  [role, mode]: [ControllerRole, RoleMode],
  known: { ourHolder?: string; operatorConfig: KnownOperatorConfig },
): Promise<Outcome> {
  const { ourHolder, operatorConfig } = known;
  const vendor = await readVendorRole(client, leaseNamespace, role, ourHolder);
  const decision = decideRole({ mode, vendor, operatorConfig });
  const holders = vendor.holders === 'unknown' ? [] : vendor.holders;
  if (decision.candidate) {
    return ok(
      holders.length > 0
        ? `The role ${role} is run by ${holders[0].holder}`
        : `The role ${role} is free`,
    );
  }
  // A Deployment of DPF is how most sites are; the reason says how to take over.
  if (vendor.deployment === 'present') {
    return ok(`The role ${role} stands back: ${decision.reason}`);
  }
  const other = otherHolder(vendor);
  if (vendor.deployment === 'absent' && other) {
    return warning(
      `The role ${role} will wait: its Lease ${other.lease} is held by ${other.holder}.`,
      'It is never taken from a live holder. Scale that one down, or leave the role out.',
    );
  }
  return warning(
    `The role ${role} will not run here: ${decision.reason}`,
    decision.goesOn
      ? DPF_TOO_NEW_REMEDY
      : `Let this identity get, list and watch Leases and Deployments in ${leaseNamespace}: kubectl apply -f deploy/rbac/controllers.yaml`,
  );
}

/** Who has the roles that are asked for: the vendor's Deployments and Leases. */
export const checkVendor: DoctorCheck = {
  name: 'Roles',
  async run(context) {
    const missing = await namespaceProblem(context);
    if (missing) {
      return [missing];
    }
    const { client, leaseNamespace } = context;
    const own = await readLeaseHolder(
      client,
      leaseNamespace,
      CONTROLLERS_LEASE,
    );
    const known = {
      ourHolder: own === 'unknown' ? undefined : own.holder,
      operatorConfig: await readOperatorConfig(context),
    };
    return Promise.all(
      rolesAsked(context).map(asked => roleOutcome(context, asked, known)),
    );
  },
};
