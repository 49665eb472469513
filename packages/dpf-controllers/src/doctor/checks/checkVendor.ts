import {
  ControllerRole,
  RoleMode,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { CORE_RESOURCES, isNotFound } from '@dpf-portal/kube-controller';
import { decideRole } from '../../controllers/decideRole';
import {
  readLeaseHolder,
  readVendorRole,
} from '../../managementCluster/readVendorRole';
import { CONTROLLERS_LEASE } from '../../managementCluster/vendorRoles';
import { Outcome, ok, problem, warning } from '../CheckOutcome';
import { DoctorCheck, DoctorContext, rolesAsked } from '../DoctorContext';

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
  ourHolder: string | undefined,
): Promise<Outcome> {
  const vendor = await readVendorRole(client, leaseNamespace, role);
  const decision = decideRole(role, mode, vendor);
  if (!decision.candidate) {
    return mode === 'auto'
      ? ok(`The role ${role} stands back: ${decision.reason}`)
      : warning(
          `The role ${role} will not run here: ${decision.reason}`,
          'That is right where DPF does the work; else remove its Deployment.',
        );
  }
  if (vendor.holder && vendor.holder !== ourHolder) {
    return warning(
      `The role ${role} will wait: its Lease is held by ${vendor.holder}.`,
      'It is never taken from a live holder. Scale that one down, or leave the role out.',
    );
  }
  return ok(
    vendor.holder
      ? `The role ${role} is run by ${vendor.holder}`
      : `The role ${role} is free`,
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
    const { holder } = await readLeaseHolder(
      client,
      leaseNamespace,
      CONTROLLERS_LEASE,
    );
    return Promise.all(
      rolesAsked(context).map(asked => roleOutcome(context, asked, holder)),
    );
  },
};
