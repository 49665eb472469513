import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import {
  describeHealth,
  describeOtherNodes,
  describeVersion,
} from '../../describe/describeFields';
import { describeSituation } from '../../describe/describeSituation';
import { CopyableText } from '../CopyableText/CopyableText';
import { DpuBar } from '../DpuBar/DpuBar';
import { formatTime } from '../Time/formatTime';
import { AddDpus } from './AddDpus';
import { DpuFeeds } from './DpuFeeds';
import { Facts } from './Facts';
import { LastChanges } from './LastChanges';
import { Problem, problemsOf } from './Problems';
import { Section } from './Section';
import { StepsSection } from './StepsSection';

const useStyles = makeStyles(theme => ({
  columns: {
    display: 'grid',
    columnGap: theme.spacing(2),
    gridTemplateColumns: 'minmax(0, 1fr)',
    alignItems: 'start',
    [theme.breakpoints.up('md')]: {
      gridTemplateColumns: 'minmax(0, 7fr) minmax(0, 5fr)',
    },
  },
  list: {
    listStyle: 'none',
    margin: 0,
    padding: 0,
    '& > * + *': { marginTop: theme.spacing(1) },
  },
}));

function isBeingCreated({ phase, deletionRequestedAt }: DpuClusterView) {
  return (phase === 'Pending' || phase === 'Creating') && !deletionRequestedAt;
}

function isEmpty({ phase, dpus }: DpuClusterView): boolean {
  return phase === 'Ready' && dpus.assigned === 0 && !dpus.deleting;
}

/** The DPUs of the cluster and what assigns them; while it has none, how to add some. */
function Dpus({ cluster }: { cluster: DpuClusterView }) {
  const { phases = {}, joined, assigned } = cluster.dpus;
  const otherNodes = describeOtherNodes(cluster);
  if (isEmpty(cluster) && !cluster.deletionRequestedAt) {
    return (
      <Section id="next" title="Add DPUs">
        <DpuBar cluster={cluster} />
        {otherNodes && <Typography paragraph>{otherNodes}</Typography>}
        <AddDpus cluster={cluster} />
      </Section>
    );
  }
  return (
    <Section id="next" title="DPUs">
      <DpuBar cluster={cluster} />
      {Boolean(assigned) && joined === 0 && !problemsOf(cluster).length && (
        <Typography paragraph>
          DPF provisions the assigned DPUs, and they join automatically. This
          takes up to an hour.
        </Typography>
      )}
      <Facts
        facts={Object.entries(phases)
          .sort(([, a], [, b]) => b - a)
          .map(([phase, number]) => [phase, number])}
      />
      <DpuFeeds cluster={cluster} />
    </Section>
  );
}

function ControlPlane({ cluster }: { cluster: DpuClusterView }) {
  const { endpoint, observation } = cluster;
  const server = endpoint?.server ?? observation?.server;
  return (
    <Section id="control-plane" title="Control plane">
      <Facts
        facts={[
          [
            'API address',
            server ? (
              <CopyableText key="server" text={server} what="API address" />
            ) : (
              'none yet'
            ),
          ],
          ['Kubernetes version', describeVersion(cluster) ?? 'unknown'],
          ['Last check', describeHealth(cluster)],
          [
            'Certificate expires',
            observation?.certificateExpires &&
              formatTime(observation.certificateExpires),
          ],
          ['Managed by', cluster.managedBy],
        ]}
      />
    </Section>
  );
}

/** What informs and calls nobody to act at once. */
function Notes({ cluster }: { cluster: DpuClusterView }) {
  const classes = useStyles();
  const notes = cluster.findings.filter(({ severity }) => severity === 'info');
  return notes.length ? (
    <Section id="notes" title="Good to know">
      <ul className={classes.list}>
        {notes.map(finding => (
          <Problem key={finding.code} finding={finding} cluster={cluster} />
        ))}
      </ul>
    </Section>
  ) : null;
}

/** How the cluster is doing. While it is being created, the steps of its creation. */
export function OverviewTab(props: {
  cluster: DpuClusterView;
  onHistory(): void;
}) {
  const { cluster, onHistory } = props;
  const classes = useStyles();
  if (isBeingCreated(cluster)) {
    return <StepsSection cluster={cluster} />;
  }
  return (
    <>
      {!problemsOf(cluster).length && (
        <Typography paragraph data-testid="dpf-sentence">
          {describeSituation(cluster).sentence}
        </Typography>
      )}
      <div className={classes.columns}>
        <div>
          <Dpus cluster={cluster} />
          <Notes cluster={cluster} />
        </div>
        <div>
          <ControlPlane cluster={cluster} />
          <LastChanges cluster={cluster} onHistory={onHistory} />
        </div>
      </div>
    </>
  );
}
