import { BreadcrumbEntry } from '@backstage/frontend-plugin-api';
import { DpuClusterRef } from '@dpf-portal/dpf-model';
import { ReactNode } from 'react';
import { DpfRouter } from '../DpfRouter/DpfRouter';
import { useClusterPath } from '../useClusterPath';

function WithBreadcrumb(props: {
  clusterRef: DpuClusterRef;
  children: ReactNode;
}) {
  const path = useClusterPath();
  return (
    <BreadcrumbEntry
      entry={{ label: props.clusterRef.name, href: path(props.clusterRef) }}
    >
      {props.children}
    </BreadcrumbEntry>
  );
}

/** The plugin's page in the new frontend system, which draws the header itself. */
export function DpfPage() {
  return <DpfRouter frame={WithBreadcrumb} />;
}
