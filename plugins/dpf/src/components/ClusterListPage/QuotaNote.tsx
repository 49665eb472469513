import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { DpuClusterOverview } from '@dpf-portal/backstage-plugin-dpf-common';
import { describeQuotaUse } from '@dpf-portal/dpf-model';

/** How many clusters the caller's groups have and may have: `team-a: 2 of 3 clusters`. */
export function QuotaNote(props: { overview: DpuClusterOverview | undefined }) {
  const quotas = props.overview?.quotas ?? [];
  const used = quotas.filter(({ clusters }) => clusters > 0);
  // Of many groups, most ask for no cluster.
  const shown = used.length || quotas.length > 1 ? used : quotas;
  const severalPlaces =
    new Set(quotas.map(({ managementCluster }) => managementCluster)).size > 1;
  return (
    <>
      {shown.map(quota => (
        <span key={`${quota.owner} ${quota.managementCluster}`}>
          <EntityRefLink entityRef={quota.owner} hideIcon />:{' '}
          {describeQuotaUse(quota)}
          {severalPlaces && ` on ${quota.managementCluster}`}
        </span>
      ))}
    </>
  );
}
