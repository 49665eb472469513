import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  DpuClusterAnswer,
  clusterRefOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { dpuClusterTitle } from '@dpf-portal/dpf-model';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { LiveQuery } from '../../live/useLiveQuery';
import { GetAccess } from '../Access/GetAccess';
import { EditMenu } from '../Edit/EditMenu';
import { Freshness } from '../Freshness/Freshness';
import { ClusterState } from '../State/ClusterState';
import { MoreMenu } from './MoreMenu';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(1, 2),
    padding: theme.spacing(1, 0),
    marginBottom: theme.spacing(1),
    backgroundColor: theme.palette.background.default,
    // On a small screen it would leave no room for the page.
    [theme.breakpoints.up('md')]: {
      position: 'sticky',
      top: 0,
      zIndex: theme.zIndex.appBar - 1,
    },
  },
  // The facts take a second line before the buttons do.
  what: { flex: '1 1 300px', minWidth: 0 },
  facts: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5, 1.5),
    overflowWrap: 'anywhere',
  },
  muted: { color: theme.palette.text.secondary },
  actions: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
  },
}));

/**
 * Which cluster it is, its state, and what can be done with it. On an entity's page, which has the name and the owner, only
 * the state and the buttons.
 */
export function ClusterHeader(props: {
  answer: DpuClusterAnswer;
  query: LiveQuery<DpuClusterAnswer>;
  titled?: boolean;
  onChanged(): void;
  onRetired(): void;
}) {
  const { answer, query, titled, onChanged, onRetired } = props;
  const { item: cluster, source } = answer;
  const classes = useStyles();
  const { group } = clusterRefOf(cluster);
  return (
    <section
      id="summary"
      aria-label={dpuClusterTitle(clusterRefOf(cluster))}
      className={classes.root}
    >
      <div className={classes.what}>
        {titled && (
          <Typography variant="h5" component="h1">
            {cluster.name}
          </Typography>
        )}
        <div className={classes.facts}>
          {titled && (
            <span className={classes.muted}>
              {cluster.namespace} · {cluster.managementCluster}
              {group && ` · ${group}`}
            </span>
          )}
          <ClusterState answer={answer} />
          {titled && (
            <span>
              {cluster.owner ? (
                <>
                  Owner <EntityRefLink entityRef={cluster.owner} hideIcon />
                </>
              ) : (
                'No owner'
              )}
            </span>
          )}
          <span className={classes.muted}>
            <Freshness
              sources={[source]}
              signals={query.signals}
              failed={query.error !== undefined}
              readAt={query.readAt}
            />
          </span>
        </div>
      </div>
      <div className={classes.actions}>
        <GetAccess cluster={cluster} />
        <EditMenu cluster={cluster} onChanged={onChanged} />
        <MoreMenu cluster={cluster} onRetired={onRetired} />
      </div>
    </section>
  );
}
