import { OwnedObject, isReservations } from '../footprint/OwnedObject';
import { ManagementScan } from '../footprint/scanManagementCluster';
import {
  LeavePlan,
  deletion,
  kubectlDelete,
  leftOver,
  nameOf,
  stay,
} from './LeavePlan';

function byKind(
  objects: readonly OwnedObject[],
): Array<[OwnedObject['resource'], OwnedObject[]]> {
  const kinds = new Map<OwnedObject['resource'], OwnedObject[]>();
  for (const owned of objects) {
    kinds.set(owned.resource, [...(kinds.get(owned.resource) ?? []), owned]);
  }
  return [...kinds];
}

/** The Helm release that an object belongs to, as `namespace/name`. What Helm keeps does not end with it. */
function releaseOf({ metadata }: OwnedObject): string | undefined {
  const { annotations = {} } = metadata;
  const name = annotations['meta.helm.sh/release-name'];
  const namespace = annotations['meta.helm.sh/release-namespace'];
  const isKept = annotations['helm.sh/resource-policy'] === 'keep';
  return name && namespace && !isKept ? `${namespace}/${name}` : undefined;
}

/** What releases of Helm installed: one command removes all objects of a release. */
function planReleases(objects: readonly OwnedObject[]): LeavePlan['stays'] {
  const releases = [...new Set(objects.flatMap(one => releaseOf(one) ?? []))];
  return stay(
    'Helm release',
    releases.sort(),
    'Helm installed its roles, policies and Deployment, and leave may run with these rights. Uninstall it at the end: clusters and namespaces stay.',
    releases.map(release => {
      const [namespace, name] = release.split('/');
      return `helm uninstall ${name} --namespace ${namespace}`;
    }),
  );
}

function reasonOfApplied(plural: string): string {
  switch (plural) {
    case 'namespaces':
      return 'Somebody applied it from deploy/. Delete it when nothing else is in it.';
    case 'clusterroles':
    case 'clusterrolebindings':
    case 'roles':
    case 'rolebindings':
    case 'serviceaccounts':
      return 'Somebody applied it from deploy/, and leave may run with these rights. Delete it at the end.';
    default:
      return 'Somebody applied it from deploy/.';
  }
}

function holdsReservations({ resource, metadata }: OwnedObject): boolean {
  return isReservations(resource, metadata);
}

/** Reservations go. What runs the control planes stays, and so does what a person applied or only a person can judge. */
export function planRest(
  objects: readonly OwnedObject[],
  { events, notChecked, groups }: ManagementScan,
  guideGroup: string,
): LeavePlan {
  const rest = objects.filter(owned => !holdsReservations(owned));
  const applied = rest.filter(({ appliedByHand }) => appliedByHand);
  return {
    steps: objects.filter(holdsReservations).map(deletion),
    stays: [
      ...stay(
        'What the control planes run with',
        rest
          .filter(({ appliedByHand }) => !appliedByHand)
          .map(
            ({ resource, metadata }) => `${resource.kind} ${nameOf(metadata)}`,
          ),
        'DPF’s managers find these objects by their names. They are not changed, so that no pod restarts.',
      ),
      ...stay(
        'Events',
        events.map(({ namespace, count }) => `${count} in ${namespace}`),
        'The API server deletes them by itself, usually after an hour.',
      ),
      ...(groups.includes(guideGroup)
        ? stay(
            'The definition of DPUCluster in the guide’s group',
            [`dpuclusters.${guideGroup}`],
            'If it is deleted, all DPUClusters of the group are deleted with their control planes.',
          )
        : []),
      ...planReleases(applied),
      ...byKind(applied.filter(owned => !releaseOf(owned))).flatMap(
        ([resource, all]) =>
          stay(
            resource.kind,
            all.map(({ metadata }) => nameOf(metadata)),
            reasonOfApplied(resource.plural),
            kubectlDelete(
              resource,
              all.map(({ metadata }) => metadata),
            ),
          ),
      ),
      ...notChecked.flatMap(({ place, what, reason }) =>
        leftOver(
          what,
          [place],
          `It was not checked: ${reason}. Run leave with the kubeconfig of an administrator.`,
        ),
      ),
    ],
  };
}
