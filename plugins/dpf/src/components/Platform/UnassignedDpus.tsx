import { InfoCard, Link, Table, TableColumn } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import {
  PlatformOverview,
  PlatformUnassignedDpu,
} from '@dpf-portal/backstage-plugin-dpf-common';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { useMemo } from 'react';
import { dpusRouteRef } from '../../routes';
import { Time } from '../Time/Time';
import { whoActs } from './describeProblems';

const PAGE_SIZE = 10;

const useStyles = makeStyles(theme => ({
  note: { marginBottom: theme.spacing(1) },
}));

const COLUMNS: TableColumn<PlatformUnassignedDpu>[] = [
  {
    title: 'DPU',
    field: 'name',
    cellStyle: { minWidth: 190 },
    render: ({ name, namespace, managementCluster }) => (
      <>
        {name}
        <Typography variant="body2" color="textSecondary">
          {namespace} · {managementCluster}
        </Typography>
      </>
    ),
  },
  {
    title: 'Host · device',
    field: 'host',
    render: ({ host, device }) => (device ? `${host} · ${device}` : host),
  },
  { title: 'Step', field: 'label' },
  { title: 'Waits for', field: 'waitsFor', cellStyle: { minWidth: 180 } },
  {
    title: 'Who acts',
    field: 'who',
    render: ({ who }) => (who ? whoActs(who) : '—'),
  },
  {
    title: 'Source',
    field: 'origin.name',
    render: ({ origin }) =>
      origin ? `${origin.kind} ${origin.name}` : 'Made by hand',
  },
  {
    title: 'Since',
    field: 'since',
    cellStyle: { whiteSpace: 'nowrap' },
    render: ({ since }) => (since ? <Time at={since} /> : '—'),
  },
];

/** The DPUs that are assigned to no DPU cluster, and what each waits for. */
export function UnassignedDpus(props: {
  dpus: PlatformOverview['unassignedDpus'];
}) {
  const classes = useStyles();
  const dpusPath = useRouteRef(dpusRouteRef)();
  const { total, items, unknownOn } = props.dpus;
  // The table identifies rows by `id`.
  const rows = useMemo(
    () =>
      items.map(dpu => ({
        ...dpu,
        id: `${dpu.managementCluster}/${dpu.namespace}/${dpu.name}`,
      })),
    [items],
  );
  const note = unknownOn.length > 0 && (
    <Alert severity="info" className={classes.note}>
      DPUs of {unknownOn.join(', ')} are not counted: the portal may not read
      them, or has not read them yet.
    </Alert>
  );
  if (!total) {
    return (
      <InfoCard title="DPUs without a DPU cluster">
        {note || 'Every DPU has a DPU cluster.'}
      </InfoCard>
    );
  }
  return (
    <div>
      {note}
      <Table<PlatformUnassignedDpu>
        title={`DPUs without a DPU cluster (${total})`}
        subtitle={
          total > items.length
            ? `The ${items.length} that have waited longest.`
            : undefined
        }
        columns={COLUMNS}
        data={rows}
        options={{
          // A heading that can be dragged nests one control in another.
          draggable: false,
          search: items.length > PAGE_SIZE,
          padding: 'dense',
          paging: items.length > PAGE_SIZE,
          pageSize: PAGE_SIZE,
          emptyRowsWhenPaging: false,
          thirdSortClick: false,
        }}
      />
      <Typography variant="body2">
        <Link to={`${dpusPath}?state=unassigned`}>
          All DPUs without a DPU cluster
        </Link>
      </Typography>
    </div>
  );
}
