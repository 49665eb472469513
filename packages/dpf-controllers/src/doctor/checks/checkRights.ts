import { Outcome, ok, problem } from '../CheckOutcome';
import { DoctorCheck, DoctorContext, rolesAsked } from '../DoctorContext';
import { missingRights } from '../missingRights';
import {
  LEASE_RIGHTS,
  Right,
  SECRET_RIGHTS,
  commonRights,
  roleRights,
} from '../roleRights';

const apply = (file: string) =>
  `kubectl apply -f deploy/rbac/${file}, with this identity as its subject`;

async function outcome(
  { client }: DoctorContext,
  what: { whose: string; rights: readonly Right[]; file: string },
  namespace?: string,
): Promise<Outcome> {
  const missing = await missingRights(client, what.rights, namespace);
  return missing.length
    ? problem(`${what.whose}: may not ${missing.join('; ')}.`, apply(what.file))
    : ok(what.whose);
}

/** May the identity do what its roles must? */
export const checkRights: DoctorCheck = {
  name: 'Rights',
  async run(context) {
    const { apis, clusters, leaseNamespace } = context;
    const clusterGroups = apis.clusters.map(({ group }) => group);
    const dpuGroups = apis.dpus.map(({ group }) => group);
    const namespaces = [
      ...new Set(clusters.map(({ metadata }) => metadata.namespace ?? '')),
    ].sort();
    return Promise.all([
      outcome(context, {
        whose: 'of every role',
        rights: commonRights({ clusterGroups, dpuGroups }),
        file: 'controllers.yaml',
      }),
      ...rolesAsked(context).map(([role]) =>
        outcome(context, {
          whose: `of the role ${role}`,
          rights: roleRights(role, clusterGroups),
          file: `controllers-${role}.yaml`,
        }),
      ),
      outcome(
        context,
        {
          whose: `on Leases and DPF's configuration in ${leaseNamespace}`,
          rights: LEASE_RIGHTS,
          file: 'controllers.yaml',
        },
        leaseNamespace,
      ),
      ...namespaces.map(namespace =>
        outcome(
          context,
          {
            whose: `on kubeconfig Secrets in ${namespace}`,
            rights: SECRET_RIGHTS,
            file: 'controllers.yaml',
          },
          namespace,
        ),
      ),
    ]);
  },
};
