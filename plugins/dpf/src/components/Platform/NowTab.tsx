import { Progress, ResponseErrorPanel } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import { usePlatform } from '../../live/usePlatform';
import { Freshness } from '../Freshness/Freshness';
import { SourceBanner } from '../Freshness/SourceBanner';
import { NoManagementCluster } from './ManagementClusterChoice';
import { ManagementClusterTable } from './ManagementClusterTable';
import { ProblemTable } from './ProblemTable';
import { UnassignedDpus } from './UnassignedDpus';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(2),
    fontFamily: theme.typography.fontFamily,
  },
  fresh: { alignSelf: 'flex-end', color: theme.palette.text.secondary },
}));

/** The tab Now of the platform's page: each management cluster, problems by cause, and DPUs without a cluster. */
export function NowTab() {
  const classes = useStyles();
  const { value, error, signals, readAt } = usePlatform();
  if (!value) {
    return error ? <ResponseErrorPanel error={error} /> : <Progress />;
  }
  const { managementClusters, problems, unassignedDpus } = value;
  if (!managementClusters.length) {
    return <NoManagementCluster />;
  }
  return (
    <div className={classes.root}>
      <SourceBanner sources={managementClusters} error={error} />
      <div className={classes.fresh}>
        <Freshness
          sources={managementClusters}
          signals={signals}
          failed={error !== undefined}
          readAt={readAt}
        />
      </div>
      <ManagementClusterTable items={managementClusters} />
      <ProblemTable items={problems} />
      <UnassignedDpus dpus={unassignedDpus} />
    </div>
  );
}
