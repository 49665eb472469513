import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  CredentialList,
  DpuList,
  DpuView,
  DpuClusterView,
  clusterRefOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { sentence } from '@dpf-portal/dpf-model';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { ReactNode } from 'react';
import useAsync from 'react-use/esm/useAsync';
import { useDpfApi } from '../../api/useDpfApi';
import { Time } from '../Time/Time';

const MOST_DPUS = 500;
const MOST_HOSTS = 20;
const MOST_HOLDERS = 20;

const useStyles = makeStyles(theme => ({
  root: { '& > * + *': { marginTop: theme.spacing(1.5) } },
  list: { margin: 0, paddingLeft: theme.spacing(2.5) },
}));

/** A titled part of the dialog that is read when it opens. */
function Part<T>(props: {
  title: string;
  read(): Promise<T>;
  deps: unknown[];
  children(value: T): ReactNode;
}) {
  const { value, error } = useAsync(props.read, props.deps);
  return (
    <section aria-label={props.title}>
      <Typography variant="subtitle2" component="h3">
        {props.title}
      </Typography>
      {value && props.children(value)}
      {error && (
        <Typography color="textSecondary">
          Could not be read: {sentence(error.message)}
        </Typography>
      )}
      {!value && !error && (
        <Typography color="textSecondary">Loading…</Typography>
      )}
    </section>
  );
}

function byHost(dpus: readonly DpuView[]): Array<[string, DpuView[]]> {
  const hosts = new Map<string, DpuView[]>();
  for (const dpu of dpus) {
    hosts.set(dpu.host, [...(hosts.get(dpu.host) ?? []), dpu]);
  }
  return [...hosts].sort(([a], [b]) => (a < b ? -1 : 1));
}

function Dpus({ list }: { list: DpuList }) {
  const classes = useStyles();
  const hosts = byHost(list.items);
  if (list.totalItems === 0) {
    const isUnknown = list.sources.some(({ reachable }) => !reachable);
    return (
      <Typography>
        {isUnknown ? 'Not known.' : 'None uses the cluster.'}
      </Typography>
    );
  }
  const shown = hosts.slice(0, MOST_HOSTS);
  const named = shown.reduce((sum, [, dpus]) => sum + dpus.length, 0);
  return (
    <ul className={classes.list}>
      {shown.map(([host, dpus]) => (
        <li key={host}>
          {host}:{' '}
          {dpus.map(({ name, label }) => `${name} (${label})`).join(', ')}
        </li>
      ))}
      {named < list.totalItems && <li>and {list.totalItems - named} more</li>}
    </ul>
  );
}

function Holders({ list }: { list: CredentialList }) {
  const classes = useStyles();
  if (list.items.length === 0) {
    return (
      <Typography>
        {list.onlyOwn
          ? 'You hold none. Those of others are not shown to you.'
          : 'Nobody holds a valid credential from this portal.'}
      </Typography>
    );
  }
  return (
    <>
      <ul className={classes.list}>
        {list.items.slice(0, MOST_HOLDERS).map(({ id, user, role, until }) => (
          <li key={id}>
            <EntityRefLink entityRef={user} hideIcon />: {role}, until{' '}
            <Time at={until} />
          </li>
        ))}
        {list.items.length > MOST_HOLDERS && (
          <li>and {list.items.length - MOST_HOLDERS} more</li>
        )}
      </ul>
      <Typography variant="body2" color="textSecondary">
        They end with the cluster.
        {list.onlyOwn && ' Those of others are not shown to you.'}
      </Typography>
    </>
  );
}

/** What a person should know before a cluster is retired: what it is for, which DPUs use it, and who has access. */
export function RetireFacts({ cluster }: { cluster: DpuClusterView }) {
  const classes = useStyles();
  const api = useDpfApi();
  const { purpose, owner } = cluster;
  const deps = [api, cluster.uid];
  return (
    <div className={classes.root}>
      {purpose === 'prod' && (
        <Alert severity="warning">Its purpose is prod.</Alert>
      )}
      <Typography>
        Purpose: {purpose ?? 'not set'}. Owner:{' '}
        {owner ? <EntityRefLink entityRef={owner} hideIcon /> : 'not set'}.
      </Typography>
      <Part
        title="DPUs by host"
        read={() => api.getDpus({ cluster: cluster.ref, limit: MOST_DPUS })}
        deps={deps}
      >
        {list => <Dpus list={list} />}
      </Part>
      <Part
        title="Credentials"
        read={() => api.listCredentials(clusterRefOf(cluster))}
        deps={deps}
      >
        {list => <Holders list={list} />}
      </Part>
    </div>
  );
}
