import { DEFAULT_LEADER_ELECTION_NAMESPACE } from '@dpf-portal/dpf-world';
import { apiVersionOf } from '@dpf-portal/kube-controller';
import { NotChecked } from './listOwned';
import { OwnedField, OwnedObject } from './OwnedObject';
import { OwnedEvents, scanManagementCluster } from './scanManagementCluster';
import { TenantRoute, scanTenants } from './scanTenants';

/** An object in the footprint. */
export interface FootprintObject {
  /** `management cluster`, or `DPU cluster namespace/name`. */
  place: string;
  apiVersion: string;
  kind: string;
  namespace?: string;
  name: string;
  /** The fields that this project owns. Never their values. */
  fields: OwnedField[];
}

/** Everything that this project owns. */
export interface Footprint {
  /** The address of the management cluster's API server. */
  server: string;
  /** What this project wrote, on the management cluster and in the DPU clusters. */
  objects: FootprintObject[];
  events: OwnedEvents[];
  /** What somebody applied from `deploy/`: roles, policies, alerts, the Deployment. */
  appliedByHand: FootprintObject[];
  /** What could not be read. It is not known whether anything is there. */
  notChecked: NotChecked[];
}

/** Where `deploy/` puts something. */
const USUAL_NAMESPACES: readonly string[] = [
  'dpf-clusters',
  'dpf-portal',
  'dpf-uploads',
];

/** Where to look when an identity may not list in all namespaces. */
export function namespacesToAsk(leaderElectionNamespace: string): string[] {
  return [
    ...new Set([
      DEFAULT_LEADER_ELECTION_NAMESPACE,
      leaderElectionNamespace,
      ...USUAL_NAMESPACES,
    ]),
  ];
}

function toEntry({
  place,
  resource,
  metadata,
  fields,
}: OwnedObject): FootprintObject {
  const { namespace, name } = metadata;
  return {
    place,
    apiVersion: apiVersionOf(resource),
    kind: resource.kind,
    ...(namespace && { namespace }),
    name,
    fields,
  };
}

/**
 * Lists every object and field that this project owns on a management cluster and in its DPU clusters. Changes nothing.
 */
export async function readFootprint(
  options: TenantRoute & { leaderElectionNamespace: string },
): Promise<Footprint> {
  const { client, leaderElectionNamespace } = options;
  const scan = await scanManagementCluster({
    client,
    namespaces: namespacesToAsk(leaderElectionNamespace),
  });
  const tenants = await scanTenants(options, scan.clusters);
  const entriesOf = (objects: readonly OwnedObject[]) => objects.map(toEntry);
  return {
    server: client.transport.server,
    objects: entriesOf([
      ...scan.objects.filter(({ appliedByHand }) => !appliedByHand),
      ...tenants.flatMap(({ objects }) => objects),
    ]),
    events: scan.events,
    appliedByHand: entriesOf(
      scan.objects.filter(({ appliedByHand }) => appliedByHand),
    ),
    notChecked: [
      ...scan.notChecked,
      ...tenants.flatMap(({ notChecked }) => notChecked ?? []),
    ],
  };
}
