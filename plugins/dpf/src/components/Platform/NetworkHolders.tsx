import { NetworkUseView } from '@dpf-portal/backstage-plugin-dpf-common';
import {
  DPU_CLUSTER_GROUPS,
  EndpointHolder,
  HeldEndpoint,
} from '@dpf-portal/dpf-model';
import Typography from '@material-ui/core/Typography';
import { useMemo } from 'react';
import { Time } from '../Time/Time';
import { ClusterLink } from './ObjectLinks';
import { PlatformTable } from './PlatformTable';

const KINDS: Record<EndpointHolder['kind'], string> = {
  Cluster: 'DPU cluster',
  TenantControlPlane: 'TenantControlPlane without this value in a DPUCluster',
  DaemonSet: 'keepalived without this value in a DPUCluster',
  Node: 'Node',
  Service: 'Service',
  ManagementApi: 'API server of the management cluster',
  ApiServer: 'API server of a DPU cluster',
  OtherSite: 'DPU cluster of another management cluster',
  Reservation: 'Reserved for a request',
  Gateway: 'Gateway',
};

const CLUSTERS: ReadonlyArray<EndpointHolder['kind']> = [
  'Cluster',
  'ApiServer',
];

function Holder(props: { holder: EndpointHolder; managementCluster: string }) {
  const { kind, namespace, name, group, managementCluster } = props.holder;
  const elsewhere =
    managementCluster && managementCluster !== props.managementCluster
      ? ` on ${managementCluster}`
      : '';
  if (CLUSTERS.includes(kind) && namespace && name && managementCluster) {
    const cluster = {
      managementCluster,
      namespace,
      name,
      ...(group === DPU_CLUSTER_GROUPS.guide && { group }),
    };
    return (
      <>
        <ClusterLink cluster={cluster} />
        {elsewhere}
      </>
    );
  }
  const named = [namespace, name].filter(Boolean).join('/');
  return <>{`${named}${elsewhere}`.trim() || '—'}</>;
}

function numberOf(vip: string | undefined): string {
  // Sorts IPv4 by number; others keep their text.
  return (vip ?? '')
    .split('.')
    .map(part => part.padStart(3, '0'))
    .join('.');
}

/** What has each address and router id of a network: the picture in words. */
export function NetworkHolders(props: {
  use: NetworkUseView;
  managementCluster: string;
}) {
  const { use, managementCluster } = props;
  const columns = useMemo(
    () => [
      {
        title: 'VIP',
        field: 'vip',
        render: ({ vip = '—' }: HeldEndpoint) => vip,
        customSort: (a: HeldEndpoint, b: HeldEndpoint) =>
          numberOf(a.vip).localeCompare(numberOf(b.vip)),
      },
      {
        title: 'Router id',
        field: 'virtualRouterID',
        render: ({ virtualRouterID: id }: HeldEndpoint) => id ?? '—',
      },
      {
        title: 'Holder',
        field: 'holder.name',
        render: ({ holder }: HeldEndpoint) => (
          <Holder holder={holder} managementCluster={managementCluster} />
        ),
      },
      {
        title: 'What it is',
        field: 'holder.kind',
        render: ({ holder }: HeldEndpoint) => KINDS[holder.kind],
      },
      {
        title: 'Reserved until',
        field: 'holder.until',
        render: ({ holder: { until } }: HeldEndpoint) =>
          until ? <Time at={until} /> : '—',
      },
    ],
    [managementCluster],
  );
  const { holders, hiddenHolders } = use;
  return (
    <>
      {holders.length > 0 ? (
        <PlatformTable
          title={`Used values (${holders.length})`}
          columns={columns}
          rows={holders}
        />
      ) : (
        hiddenHolders === 0 && <Typography>No value is used.</Typography>
      )}
      {hiddenHolders > 0 && (
        <Typography variant="body2">
          {hiddenHolders} more are used by what you may not see.
        </Typography>
      )}
    </>
  );
}
