import { Progress, ResponseErrorPanel } from '@backstage/core-components';
import { DpuAnswer, DpuRef } from '@dpf-portal/backstage-plugin-dpf-common';
import Drawer from '@material-ui/core/Drawer';
import IconButton from '@material-ui/core/IconButton';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import CloseIcon from '@material-ui/icons/Close';
import Alert from '@material-ui/lab/Alert';
import { ReactNode } from 'react';
import { describeWho } from '../../describe/describeFields';
import { useDpu } from '../../live/useDpus';
import { isNotFound } from '../../live/useLiveQuery';
import { SourceBanner } from '../Freshness/SourceBanner';
import { Remedy } from '../Remedy/Remedy';
import { Time } from '../Time/Time';
import { PageLink } from '../PageLink/PageLink';
import { useClusterPath } from '../useClusterPath';
import { DpuConditions } from './DpuConditions';
import { DpuStateLabel } from './DpuStateLabel';
import { clusterOf, fullSourceOf, outdatedOf } from './dpuWords';

const TITLE = 'dpf-dpu-title';

const useStyles = makeStyles(theme => ({
  paper: { width: 560, maxWidth: '100%' },
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(2),
    padding: theme.spacing(2, 3),
    fontFamily: theme.typography.fontFamily,
  },
  head: { display: 'flex', alignItems: 'flex-start' },
  state: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(1),
  },
  title: { flex: 1, overflowWrap: 'anywhere' },
  facts: {
    display: 'grid',
    gridTemplateColumns: 'max-content 1fr',
    gap: theme.spacing(0.5, 2),
    margin: 0,
    '& dt': { color: theme.palette.text.secondary },
    '& dd': { margin: 0, minWidth: 0, overflowWrap: 'anywhere' },
  },
}));

function yesOrNo(value: boolean | undefined): string {
  if (value === undefined) {
    return '—';
  }
  return value ? 'yes' : 'no';
}

function Situation({ item }: Pick<DpuAnswer, 'item'>) {
  const classes = useStyles();
  const { waitsFor, who, remedy, since } = item;
  return (
    <section aria-label="State">
      <div className={classes.state}>
        <DpuStateLabel dpu={item} />
        {since && (
          <span>
            since <Time at={since} />
          </span>
        )}
      </div>
      {waitsFor && (
        <Typography>
          Waits for: {waitsFor}. {who && <strong>{describeWho(who)}</strong>}
        </Typography>
      )}
      {remedy && (
        <Typography component="div">
          {who === 'nobody' ? 'Next' : 'To do'}: <Remedy text={remedy} />
        </Typography>
      )}
    </section>
  );
}

function Facts({ item }: Pick<DpuAnswer, 'item'>) {
  const classes = useStyles();
  const path = useClusterPath();
  const { cluster } = item;
  const facts: Array<[string, ReactNode]> = [
    ['Host', item.host],
    ['Device', item.device],
    ['Serial number', item.serialNumber],
    [
      'Cluster',
      cluster?.ref ? (
        <PageLink to={path(cluster.ref)}>{clusterOf(item)}</PageLink>
      ) : (
        (cluster && `${clusterOf(item)} (does not exist)`) ?? 'none'
      ),
    ],
    ['Node is Ready', yesOrNo(item.joined)],
    ['Source', fullSourceOf(item)],
    ['BFB', item.bfb],
    ['DPUFlavor', item.dpuFlavor],
    ['Outdated', outdatedOf(item)],
    ['Object', `${item.managementCluster}, ${item.namespace}/${item.name}`],
  ];
  return (
    <dl className={classes.facts}>
      {facts
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [
          <dt key={`${name}-name`}>{name}</dt>,
          <dd key={name}>{value}</dd>,
        ])}
    </dl>
  );
}

function Detail({ answer }: { answer: DpuAnswer }) {
  const { item, conditions, operationalConditions, complete, source } = answer;
  return (
    <>
      <SourceBanner sources={[source]} />
      <Situation item={item} />
      <Facts item={item} />
      {item.outdatedRemedy && (
        <Typography component="div">
          Outdated: <Remedy text={item.outdatedRemedy} />
        </Typography>
      )}
      {!complete && (
        <Alert severity="warning" role="status">
          The management cluster did not answer, so only conditions that are not
          True are shown.
        </Alert>
      )}
      <DpuConditions
        title="Provisioning"
        conditions={conditions}
        none="DPF has reported no condition yet."
      />
      {operationalConditions.length > 0 && (
        <DpuConditions
          title="Operation"
          conditions={operationalConditions}
          none=""
        />
      )}
    </>
  );
}

function Content({ dpuRef }: { dpuRef: DpuRef }) {
  const { value, error } = useDpu(dpuRef);
  if (value) {
    return <Detail answer={value} />;
  }
  if (isNotFound(error)) {
    return (
      <Typography>
        There is no such DPU, or you may not see it. DPF makes a new one where a
        DPUSet selects the host.
      </Typography>
    );
  }
  return error ? <ResponseErrorPanel error={error} /> : <Progress />;
}

/** One DPU beside the list: what it waits for with the command, and its conditions in DPF's order. */
export function DpuDrawer(props: { dpuRef: DpuRef; onClose(): void }) {
  const { dpuRef, onClose } = props;
  const classes = useStyles();
  return (
    <Drawer
      anchor="right"
      open
      onClose={onClose}
      classes={{ paper: classes.paper }}
      PaperProps={{ role: 'dialog', 'aria-labelledby': TITLE }}
    >
      <div className={classes.root}>
        <div className={classes.head}>
          <Typography
            id={TITLE}
            variant="h5"
            component="h2"
            className={classes.title}
          >
            DPU {dpuRef.name}
          </Typography>
          <IconButton size="small" aria-label="Close" onClick={onClose}>
            <CloseIcon />
          </IconButton>
        </div>
        <Content dpuRef={dpuRef} />
      </div>
    </Drawer>
  );
}
