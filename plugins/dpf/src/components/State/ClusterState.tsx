import { DpuClusterAnswer } from '@dpf-portal/backstage-plugin-dpf-common';
import { makeStyles } from '@material-ui/core/styles';
import { Time } from '../Time/Time';
import { StatePill } from './StatePill';

const useStyles = makeStyles(theme => ({
  muted: { color: theme.palette.text.secondary },
}));

/** The state of a cluster and since when. What cannot be seen is not claimed: then it is the last known one. */
export function ClusterState({ answer }: { answer: DpuClusterAnswer }) {
  const classes = useStyles();
  const { item: cluster, source } = answer;
  const lastKnown = !source.reachable && !source.starting && source.observedAt;
  return (
    <>
      {lastKnown && <span className={classes.muted}>last known:</span>}
      <StatePill cluster={cluster} />
      <span className={classes.muted}>
        {lastKnown ? (
          <Time at={lastKnown} />
        ) : (
          <>
            since{' '}
            <Time at={cluster.deletionRequestedAt ?? cluster.phaseSince} />
          </>
        )}
      </span>
    </>
  );
}
