import { Link, TableColumn } from '@backstage/core-components';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { DpuClusterRef } from '@dpf-portal/dpf-model';
import {
  DpuClusterView,
  clusterRefOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { describeSituation } from '../../describe/describeSituation';
import { describeVersion } from '../../describe/describeFields';
import { StatePill } from '../State/StatePill';
import { Time } from '../Time/Time';

/** The server sorts; the table must keep the order. */
const SERVER_SORTED = { customSort: () => 0 };
const UNSORTED = { sorting: false };
/** The table gives every column the same width and breaks words; a sentence needs at least this width. */
const SENTENCE = { cellStyle: { minWidth: 190 } };

/** A column, with the name of the server-side sort order. */
export type ClusterColumn = TableColumn<DpuClusterView> & { orderBy?: string };

/** A dash stands for an unknown number. */
function known(number: number | undefined): string {
  return String(number ?? '—');
}

function assignedDpus({ dpus, maxNodes }: DpuClusterView): string {
  const ceiling = maxNodes === undefined ? '' : ` of ${maxNodes}`;
  return `${known(dpus.assigned)}${ceiling}`;
}

export function clusterColumns(options: {
  path(ref: DpuClusterRef): string;
  severalSources: boolean;
  /** DPUClusters of two API groups may share namespace and name. */
  severalGroups: boolean;
}): ClusterColumn[] {
  const columns: ClusterColumn[] = [
    {
      title: 'Name',
      orderBy: 'name',
      ...SERVER_SORTED,
      render: cluster => (
        <Link to={options.path(clusterRefOf(cluster))}>{cluster.name}</Link>
      ),
    },
    {
      title: 'Namespace',
      ...UNSORTED,
      render: cluster => cluster.namespace,
    },
    {
      title: 'State',
      orderBy: 'phase',
      ...SERVER_SORTED,
      render: cluster => <StatePill cluster={cluster} />,
    },
    {
      title: 'Reason',
      ...UNSORTED,
      ...SENTENCE,
      render: cluster => describeSituation(cluster).sentence,
    },
    {
      title: 'Type',
      orderBy: 'type',
      ...SERVER_SORTED,
      render: cluster => cluster.type,
    },
    { title: 'DPUs assigned', ...UNSORTED, render: assignedDpus },
    { title: 'Joined', ...UNSORTED, render: ({ dpus }) => known(dpus.joined) },
    {
      title: 'Operational',
      ...UNSORTED,
      render: ({ dpus }) => known(dpus.operational),
    },
    {
      title: 'Owner',
      orderBy: 'owner',
      ...SERVER_SORTED,
      render: cluster =>
        cluster.owner ? (
          <EntityRefLink entityRef={cluster.owner} hideIcon />
        ) : (
          '—'
        ),
    },
    {
      title: 'Management cluster',
      orderBy: 'managementCluster',
      hidden: !options.severalSources,
      ...SERVER_SORTED,
      render: cluster => cluster.managementCluster,
    },
    {
      title: 'API group',
      hidden: !options.severalGroups,
      ...UNSORTED,
      render: cluster => cluster.group,
    },
    {
      title: 'Version',
      ...UNSORTED,
      render: cluster => describeVersion(cluster) ?? '—',
    },
    {
      title: 'Age',
      orderBy: 'createdAt',
      ...SERVER_SORTED,
      render: cluster => <Time at={cluster.createdAt} as="age" />,
    },
  ];
  return columns.filter(column => !column.hidden);
}
