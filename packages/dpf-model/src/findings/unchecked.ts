import { applyRights, rightsFile } from '../rights/chartFiles';
import { someOf } from './phrases';

/** A right that an identity lacks, as its API server says. @public */
export interface MissingRight {
  /** `resource.group`, and the name of the object where the right is for one object. */
  resource: string;
  verbs: readonly string[];
  /** Absent: in all namespaces. */
  namespace?: string;
  /** The file of deploy/charts/dpf-portal/rbac that grants it. */
  file: string;
}

/** What of a management cluster stays unchecked together. @public */
export type UncheckedKind =
  | 'dpuClusters'
  | 'apiServers'
  | 'dpus'
  | 'dpuSelectors'
  | 'controlPlanes'
  | 'keepalived'
  | 'nodes'
  | 'addresses'
  | 'dataStores'
  | 'roles'
  | 'operatorConfigs'
  | 'events'
  | 'namespaces'
  | 'definitions';

/** Something of a management cluster that the portal does not check, because it lacks a right. @public */
export interface Unchecked {
  kind: UncheckedKind;
  /** What is not shown or not checked; one sentence. */
  what: string;
  /** The missing rights, as `list, watch nodes`. */
  right: string;
  /** How to grant them, with the command. */
  remedy: string;
}

interface Area {
  kind: UncheckedKind;
  resources: RegExp;
  what: string;
}

/** The worst first. Each right to read of `deploy/charts/dpf-portal/rbac` that something depends on is in one area. */
const AREAS: readonly Area[] = [
  {
    kind: 'dpuClusters',
    resources: /^dpuclusters\./,
    what: 'DPU clusters are missing here.',
  },
  {
    kind: 'apiServers',
    resources: /^secrets$/,
    what: 'The API servers of DPU clusters are not checked, and their Nodes are not counted.',
  },
  {
    kind: 'dpus',
    resources: /^dpus\./,
    what: 'DPUs are not shown, counted or checked; how many there are is unknown.',
  },
  {
    kind: 'dpuSelectors',
    resources: /^(dpusets|dpudeployments)\./,
    what: 'What made a DPU, and whether it is outdated, is only known as far as the DPU says.',
  },
  {
    kind: 'controlPlanes',
    resources: /^tenantcontrolplanes\./,
    what: 'Control planes are not checked: neither version, replicas and address, nor what Kamaji does with them.',
  },
  {
    kind: 'keepalived',
    resources: /^(daemonsets\.apps|configmaps)$/,
    what: 'keepalived and its configuration are not checked.',
  },
  {
    kind: 'nodes',
    resources: /^nodes$/,
    what: 'It is not checked whether control planes and keepalived have a node to run on, nor whether a node has an address that a cluster wants.',
  },
  {
    kind: 'addresses',
    resources: /^services$/,
    what: 'It is not checked whether a Service has an address that a cluster wants.',
  },
  {
    kind: 'dataStores',
    resources: /^datastores\./,
    what: 'The data stores of Kamaji are not checked.',
  },
  {
    kind: 'roles',
    resources: /^(leases|deployments)\./,
    what: 'It is not known which controllers run.',
  },
  {
    kind: 'operatorConfigs',
    resources: /^dpfoperatorconfigs\./,
    what: 'The version of DPF, its upgrades and what it demands of control planes are not known.',
  },
  {
    kind: 'events',
    resources: /^events$/,
    what: 'Events are not shown.',
  },
  {
    kind: 'namespaces',
    resources: /^namespaces$/,
    what: 'Namespaces that belong to an owner are not known, so they are not offered.',
  },
  {
    kind: 'definitions',
    resources: /^customresourcedefinitions\./,
    what: 'It is noticed up to half a minute late that DPF or Kamaji was installed, changed or removed.',
  },
];

/** The ClusterRole of `portal-credentials.yaml` that is bound where clusters are. */
const SECRETS_ROLE = 'dpf-portal-credentials';

function unique<T>(all: readonly T[]): T[] {
  return [...new Set(all)];
}

function namespacesOf(missing: readonly MissingRight[]): string[] {
  return unique(missing.flatMap(({ namespace }) => namespace ?? [])).sort();
}

function remedyFor(
  kind: UncheckedKind,
  missing: readonly MissingRight[],
): string {
  const [{ file }] = missing;
  const [first, ...others] = namespacesOf(missing);
  if (kind !== 'apiServers' || !first) {
    return applyRights(file);
  }
  const more = others.length ? ' Do the same in the other namespaces.' : '';
  return `Bind the ClusterRole ${SECRETS_ROLE} of ${rightsFile(
    file,
  )} there: \`kubectl -n ${first} create rolebinding ${SECRETS_ROLE} --clusterrole=${SECRETS_ROLE} --user=dpf-portal\`, with this identity as its subject.${more}`;
}

/** `list, watch nodes; list events in team-a`. */
function describeRights(missing: readonly MissingRight[]): string {
  const places = new Map<string, string[]>();
  for (const { verbs, resource, namespace } of missing) {
    const right = `${verbs.join(', ')} ${resource}`;
    places.set(right, [...(places.get(right) ?? []), namespace ?? ''].sort());
  }
  return someOf(
    [...places].map(([right, namespaces]) => {
      const named = unique(namespaces.filter(Boolean));
      return named.length ? `${right} in ${someOf(named)}` : right;
    }),
    4,
  );
}

/**
 * Says once for a management cluster what is not checked without these rights. What may not be read counts as unknown, so no
 * cluster or DPU has a finding because of it.
 *
 * @public
 */
export function uncheckedWithout(
  missing: readonly MissingRight[],
): Unchecked[] {
  return AREAS.flatMap(({ kind, resources, what }) => {
    const lacking = missing.filter(({ resource }) => resources.test(resource));
    return lacking.length
      ? {
          kind,
          what,
          right: describeRights(lacking),
          remedy: remedyFor(kind, lacking),
        }
      : [];
  });
}
