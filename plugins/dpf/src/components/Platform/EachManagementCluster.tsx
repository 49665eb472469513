import {
  EmptyState,
  Progress,
  ResponseErrorPanel,
} from '@backstage/core-components';
import { ManagementCluster } from '@dpf-portal/dpf-model';
import { ReactNode } from 'react';
import { useAddressQuery } from '../../address/address';
import { useManagementClusters } from '../../fields/managementClusters/useManagementClusters';
import { Section } from '../ClusterPage/Section';
import {
  MANAGEMENT_CLUSTER_PARAMETER,
  NoManagementCluster,
} from './ManagementClusterChoice';

/** The management cluster that the address names, else all of them one under the other. */
export function EachManagementCluster(props: {
  /** The end of each section's id. */
  id: string;
  children(managementCluster: ManagementCluster): ReactNode;
}) {
  const { items, error } = useManagementClusters();
  const [search] = useAddressQuery();
  if (!items) {
    return error ? <ResponseErrorPanel error={error} /> : <Progress />;
  }
  if (items.length === 0) {
    return <NoManagementCluster />;
  }
  const named = search.get(MANAGEMENT_CLUSTER_PARAMETER);
  const shown = named ? items.filter(({ name }) => name === named) : items;
  if (shown.length === 0) {
    return (
      <EmptyState
        missing="content"
        title={`There is no management cluster ${named}`}
        description={`The portal knows ${items
          .map(({ name }) => name)
          .join(', ')}.`}
      />
    );
  }
  return (
    <>
      {shown.map(managementCluster => (
        <Section
          key={managementCluster.name}
          id={`${managementCluster.name}-${props.id}`}
          title={managementCluster.title}
        >
          {props.children(managementCluster)}
        </Section>
      ))}
    </>
  );
}
