import { Link, LinkButton } from '@backstage/core-components';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  DpuClusterAnswer,
  DpuClusterView,
  clusterRefOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { describeVersion } from '../../describe/describeFields';
import { describeSituation } from '../../describe/describeSituation';
import { nextStepOf } from '../../describe/nextStepOf';
import { LiveQuery } from '../../live/useLiveQuery';
import { GetAccess } from '../Access/GetAccess';
import { CopyableText } from '../CopyableText/CopyableText';
import { DpuBar } from '../DpuBar/DpuBar';
import { Freshness } from '../Freshness/Freshness';
import { ClusterState } from '../State/ClusterState';
import { Time } from '../Time/Time';
import { WhoActs } from '../Who/WhoActs';
import { useClusterPath } from '../useClusterPath';
import { TroubleLine } from './TroubleLine';

const useStyles = makeStyles(theme => ({
  root: { fontFamily: theme.typography.fontFamily },
  line: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5, 1),
    minHeight: 36,
    overflowWrap: 'anywhere',
  },
  muted: { color: theme.palette.text.secondary },
}));

function StateLine({ answer }: { answer: DpuClusterAnswer }) {
  const classes = useStyles();
  const cluster = answer.item;
  const { sentence, who } = describeSituation(cluster);
  return (
    <>
      <div className={classes.line}>
        <ClusterState answer={answer} />
      </div>
      <Typography component="p" data-testid="dpf-sentence">
        {sentence} {who !== 'nobody' && <WhoActs who={who} cluster={cluster} />}
      </Typography>
    </>
  );
}

function EndpointLine({ cluster }: { cluster: DpuClusterView }) {
  const classes = useStyles();
  const server = cluster.endpoint?.server ?? cluster.observation?.server;
  if (!server) {
    return <div className={classes.line}>No API address yet</div>;
  }
  const { health, latencyMs } = cluster.observation ?? {};
  return (
    <div className={classes.line}>
      <CopyableText text={server} what="API address" />
      {health === 'healthy' && latencyMs !== undefined && (
        <span className={classes.muted}>answers in {latencyMs} ms</span>
      )}
      {health === 'unhealthy' && (
        <span className={classes.muted}>check from the portal failed</span>
      )}
    </div>
  );
}

function OwnerLine({ cluster }: { cluster: DpuClusterView }) {
  const classes = useStyles();
  return (
    <div className={classes.line}>
      {cluster.owner ? (
        <span>
          Owner <EntityRefLink entityRef={cluster.owner} hideIcon />
        </span>
      ) : (
        <span>No owner</span>
      )}
      {cluster.expires && (
        <span>
          · expires <Time at={cluster.expires} />
        </span>
      )}
    </div>
  );
}

/** The content of the entity card. */
export function ClusterSummary(props: {
  answer: DpuClusterAnswer;
  query: LiveQuery<DpuClusterAnswer>;
}) {
  const { answer, query } = props;
  const { item: cluster, source } = answer;
  const classes = useStyles();
  const page = useClusterPath()(clusterRefOf(cluster));
  const step = nextStepOf(cluster);
  const version = describeVersion(cluster);
  return (
    <div data-testid="dpf-summary" className={classes.root}>
      <StateLine answer={answer} />
      <div className={classes.line}>
        {page !== undefined && (
          <LinkButton
            to={`${page}#${step.anchor}`}
            variant="outlined"
            color="primary"
            size="small"
          >
            {step.label}
          </LinkButton>
        )}
        <GetAccess cluster={cluster} />
        {page !== undefined && (
          <Button component={Link} to={page} color="primary" size="small">
            Open
          </Button>
        )}
      </div>
      <DpuBar cluster={cluster} />
      <EndpointLine cluster={cluster} />
      <div className={classes.line}>
        {version ? `Kubernetes ${version}` : 'Kubernetes version unknown'}
      </div>
      <OwnerLine cluster={cluster} />
      <TroubleLine cluster={cluster} />
      <div className={`${classes.line} ${classes.muted}`}>
        <Freshness
          sources={[source]}
          signals={query.signals}
          failed={query.error !== undefined}
          readAt={query.readAt}
        />
        <span>· managed by {cluster.managedBy}</span>
      </div>
    </div>
  );
}
