import { Table, TableColumn } from '@backstage/core-components';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  RecordedCluster,
  RetiredCluster,
  RetiringCluster,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { Remains, dpuClusterTitle, sentence } from '@dpf-portal/dpf-model';
import MuiLink from '@material-ui/core/Link';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { useDpfApi } from '../../api/useDpfApi';
import { describeWho } from '../../describe/describeFields';
import { useLiveQuery } from '../../live/useLiveQuery';
import { Time } from '../Time/Time';
import { PageLink } from '../PageLink/PageLink';
import { useClusterPath } from '../useClusterPath';
import { RetiredHistoryDialog } from './RetiredHistoryDialog';
import { useRetiredChoice } from './useRetiredChoice';

const useStyles = makeStyles(theme => ({
  root: { '& > * + *': { marginTop: theme.spacing(2) } },
  list: { margin: 0, paddingLeft: theme.spacing(2) },
}));

function titleOf({ namespace, name, groupQualifier }: RecordedCluster): string {
  return dpuClusterTitle({ namespace, name, group: groupQualifier });
}

function RemainsList({ remains }: { remains: Remains }) {
  const classes = useStyles();
  const { deleting, more, stays } = remains;
  if (deleting.length + stays.length === 0) {
    return <>Nothing</>;
  }
  return (
    <ul className={classes.list}>
      {deleting.map(({ kind, namespace, name, state }) => (
        <li key={`${kind}/${namespace}/${name}`}>
          {kind} {name}: {state === 'deleting' ? 'is being deleted' : 'waits'}
        </li>
      ))}
      {more > 0 && <li>{more} more objects</li>}
      {stays.map(text => (
        <li key={text}>Stays: {text}</li>
      ))}
    </ul>
  );
}

function By({ cluster }: { cluster: RecordedCluster }) {
  return cluster.retiredBy ? (
    <EntityRefLink entityRef={cluster.retiredBy} hideIcon />
  ) : (
    <>Not recorded (not retired in this portal)</>
  );
}

function ownerColumn<T extends RecordedCluster>(): TableColumn<T> {
  return {
    title: 'Owner',
    field: 'owner',
    render: ({ owner }) =>
      owner ? <EntityRefLink entityRef={owner} hideIcon /> : <>—</>,
  };
}

function GoingTable({ clusters }: { clusters: RetiringCluster[] }) {
  const path = useClusterPath();
  const columns: Array<TableColumn<RetiringCluster>> = [
    {
      title: 'Cluster',
      field: 'name',
      render: cluster => (
        <PageLink to={path({ ...cluster, group: cluster.groupQualifier })}>
          {titleOf(cluster)}
        </PageLink>
      ),
    },
    { title: 'Management cluster', field: 'managementCluster' },
    ownerColumn(),
    {
      title: 'Retiring since',
      field: 'deletionRequestedAt',
      render: ({ deletionRequestedAt: at }) => (at ? <Time at={at} /> : <>—</>),
    },
    { title: 'Retired by', render: cluster => <By cluster={cluster} /> },
    {
      title: 'Still there',
      sorting: false,
      render: cluster => <RemainsList remains={cluster} />,
    },
    {
      title: 'Held by',
      sorting: false,
      render: ({ blockedBy }) => (
        <>
          {blockedBy
            ? `${blockedBy.sentence} ${blockedBy.remedy} ${describeWho(
                blockedBy.who,
              )}`
            : 'Nothing'}
        </>
      ),
    },
  ];
  return (
    <Table<RetiringCluster>
      title={`Being retired (${clusters.length})`}
      columns={columns}
      data={clusters.map(cluster => ({ ...cluster, id: cluster.uid }))}
      options={{
        draggable: false,
        search: false,
        paging: false,
        padding: 'dense',
      }}
    />
  );
}

function GoneTable(props: {
  clusters: RetiredCluster[];
  truncated: boolean;
  onOpen(cluster: RecordedCluster): void;
}) {
  const { clusters, truncated, onOpen } = props;
  const columns: Array<TableColumn<RetiredCluster>> = [
    {
      title: 'Cluster',
      field: 'name',
      render: cluster => (
        <MuiLink
          component="button"
          variant="body2"
          align="left"
          aria-label={`History of ${titleOf(cluster)}`}
          onClick={() => onOpen(cluster)}
        >
          {titleOf(cluster)}
        </MuiLink>
      ),
    },
    { title: 'Management cluster', field: 'managementCluster' },
    { title: 'Type', field: 'type' },
    ownerColumn(),
    {
      title: 'From',
      field: 'from',
      render: ({ from }) => <Time at={from} />,
    },
    {
      title: 'Until',
      field: 'until',
      render: ({ until }) => <Time at={until} />,
    },
    { title: 'Retired by', render: cluster => <By cluster={cluster} /> },
    {
      title: 'Still there',
      sorting: false,
      render: ({ remains }) =>
        remains ? <RemainsList remains={remains} /> : <>Not known</>,
    },
  ];
  return (
    <Table<RetiredCluster>
      title={`Retired clusters (${clusters.length}${
        truncated ? ' or more' : ''
      })`}
      columns={columns}
      data={clusters.map(cluster => ({ ...cluster, id: cluster.uid }))}
      options={{
        draggable: false,
        padding: 'dense',
        pageSize: 10,
        paging: clusters.length > 10,
        emptyRowsWhenPaging: false,
        thirdSortClick: false,
      }}
    />
  );
}

/** The clusters that are being retired, and the history of those that are gone. Nothing where there are none. */
export function RetiredClusters() {
  const classes = useStyles();
  const api = useDpfApi();
  const { chosen, choose } = useRetiredChoice();
  const { value, error } = useLiveQuery({
    key: 'retired-clusters',
    load: signal => api.listRetiredClusters({ signal }),
    // What is gone does not change; what is going does with each object that is deleted.
    concerns: (_, last) => (last?.going.length ?? 0) > 0,
  });
  if (!value) {
    return error ? (
      <Typography color="textSecondary">
        Retired clusters could not be read: {sentence(error.message)}
      </Typography>
    ) : null;
  }
  const { going, items, truncated } = value;
  return (
    <div className={classes.root}>
      {going.length > 0 && <GoingTable clusters={going} />}
      {items.length > 0 && (
        <GoneTable clusters={items} truncated={truncated} onOpen={choose} />
      )}
      {chosen && (
        <RetiredHistoryDialog
          key={chosen.uid}
          {...chosen}
          onClose={() => choose(undefined)}
        />
      )}
    </div>
  );
}
