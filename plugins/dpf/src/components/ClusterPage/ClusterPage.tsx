import { useEffect, useState } from 'react';
import { useLocation } from 'react-router-dom';
import { Progress, ResponseErrorPanel } from '@backstage/core-components';
import { DpuClusterAnswer } from '@dpf-portal/backstage-plugin-dpf-common';
import { DpuClusterRef, sentence } from '@dpf-portal/dpf-model';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import {
  LiveQuery,
  isNotFound,
  unavailableReason,
} from '../../live/useLiveQuery';
import { useDpuCluster } from '../../live/useDpuCluster';
import { useLastSeen } from '../../live/useLastSeen';
import { SourceBanner } from '../Freshness/SourceBanner';
import { AccessSection } from './AccessSection';
import { ConditionsSection } from './ConditionsSection';
import { EventsSection } from './EventsSection';
import { FindingsSection } from './FindingsSection';
import { GoneState } from './GoneState';
import { HeaderSection } from './HeaderSection';
import { NextSection } from './NextSection';
import { NotFoundState } from './NotFoundState';
import { ResourcesSection } from './ResourcesSection';
import { RetireSection } from './RetireSection';
import { SettingsSection } from './SettingsSection';
import { StepsSection } from './StepsSection';
import { TimelineSection } from './TimelineSection';

/** Brings the section named in the address into view, also when it is followed twice. */
function useScrollToAnchor() {
  const { hash, key } = useLocation();
  useEffect(() => {
    const target = hash && document.getElementById(hash.slice(1));
    if (target) {
      target.scrollIntoView?.({ block: 'start' });
      target.focus({ preventScroll: true });
    }
  }, [hash, key]);
}

const useStyles = makeStyles(theme => ({
  root: {
    fontFamily: theme.typography.fontFamily,
    '& > * + *': { marginTop: theme.spacing(2) },
  },
  // Two columns on wide screens; otherwise one, in reading order: state, problems, facts.
  columns: {
    display: 'grid',
    columnGap: theme.spacing(2),
    gridTemplateColumns: 'minmax(0, 1fr)',
    [theme.breakpoints.up('md')]: {
      gridTemplateColumns: 'minmax(0, 5fr) minmax(0, 7fr)',
      gridTemplateRows: 'auto 1fr',
    },
  },
  side: { [theme.breakpoints.up('md')]: { gridColumn: 1 } },
  main: {
    [theme.breakpoints.up('md')]: { gridColumn: 2, gridRow: '1 / span 2' },
  },
}));

function ClusterSections(props: {
  answer: DpuClusterAnswer;
  query: LiveQuery<DpuClusterAnswer>;
  titled?: boolean;
  onRetired(): void;
}) {
  const { answer, query, titled, onRetired } = props;
  const { item: cluster, source } = answer;
  useScrollToAnchor();
  const classes = useStyles();
  return (
    <div className={classes.root}>
      <SourceBanner sources={[source]} error={query.error} />
      <div className={classes.columns}>
        <div className={classes.side}>
          <HeaderSection answer={answer} query={query} titled={titled} />
        </div>
        <div className={classes.main}>
          <FindingsSection cluster={cluster} />
          <NextSection cluster={cluster} />
          {cluster.phase !== 'Ready' && <StepsSection cluster={cluster} />}
          <TimelineSection cluster={cluster} />
          <ConditionsSection cluster={cluster} />
          <EventsSection cluster={cluster} />
          <ResourcesSection cluster={cluster} />
          <RetireSection cluster={cluster} onRetired={onRetired} />
        </div>
        <div className={classes.side}>
          <AccessSection cluster={cluster} />
          <SettingsSection cluster={cluster} />
        </div>
      </div>
    </div>
  );
}

/** Everything about one cluster: the body of its page and of the entity's tab. */
export function ClusterPage(props: {
  clusterRef: DpuClusterRef;
  /** Shows the cluster's name as title. The entity page has its own title. */
  titled?: boolean;
}) {
  const query = useDpuCluster(props.clusterRef);
  const { value, error, refresh } = query;
  const lastSeen = useLastSeen(props.clusterRef, value?.item);
  const [retiredUid, setRetiredUid] = useState<string>();
  if (value) {
    return (
      <ClusterSections
        answer={value}
        query={query}
        titled={props.titled}
        onRetired={() => {
          setRetiredUid(value.item.uid);
          refresh();
        }}
      />
    );
  }
  if (isNotFound(error)) {
    return lastSeen ? (
      <GoneState cluster={lastSeen} retiredHere={lastSeen.uid === retiredUid} />
    ) : (
      <NotFoundState clusterRef={props.clusterRef} />
    );
  }
  const notYet = unavailableReason(error);
  if (notYet !== undefined) {
    return (
      <Alert severity="info" role="status">
        {sentence(notYet)} The page retries automatically.
      </Alert>
    );
  }
  return error ? <ResponseErrorPanel error={error} /> : <Progress />;
}
