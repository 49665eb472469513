import { useEffect, useState } from 'react';
import { Progress, ResponseErrorPanel } from '@backstage/core-components';
import {
  DpuClusterAnswer,
  DpuClusterView,
  clusterRefOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { DpuClusterRef, sentence } from '@dpf-portal/dpf-model';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { useAddress } from '../../address/address';
import {
  LiveQuery,
  isNotFound,
  unavailableReason,
} from '../../live/useLiveQuery';
import { useDpuCluster } from '../../live/useDpuCluster';
import { useLastSeen } from '../../live/useLastSeen';
import { DpuTable } from '../Dpus/DpuTable';
import { describePause } from '../../describe/describePause';
import { SourceBanner } from '../Freshness/SourceBanner';
import { ClusterHistory } from '../History/ClusterHistory';
import { AccessTab } from './AccessTab';
import { ClusterHeader } from './ClusterHeader';
import { ClusterTabs } from './ClusterTabs';
import { ConditionsSection } from './ConditionsSection';
import { EventsSection } from './EventsSection';
import { GoneState } from './GoneState';
import { NotFoundState } from './NotFoundState';
import { OverviewTab } from './OverviewTab';
import { Problems } from './Problems';
import { ResourcesSection } from './ResourcesSection';
import { SettingsSection } from './SettingsSection';
import { ClusterTab, useClusterTab } from './useClusterTab';

/** Brings the section named in the address into view, also when it is followed twice. */
function useScrollToAnchor() {
  const { hash, key } = useAddress();
  useEffect(() => {
    const target = hash && document.getElementById(hash.slice(1));
    if (target) {
      target.scrollIntoView?.({ block: 'start' });
      target.focus({ preventScroll: true });
    }
  }, [hash, key]);
}

const useStyles = makeStyles(theme => ({
  root: { fontFamily: theme.typography.fontFamily },
  notices: {
    '& > *': { marginBottom: theme.spacing(2) },
  },
}));

/** The portal does not reconcile it for a while, which explains much of what is seen. */
function PauseNotice({ cluster }: { cluster: DpuClusterView }) {
  const pause = describePause(cluster, Date.now());
  return pause ? <Alert severity="info">{pause}</Alert> : null;
}

function TabContent(props: {
  tab: ClusterTab;
  cluster: DpuClusterView;
  onOpen(tab: ClusterTab): void;
}) {
  const { tab, cluster, onOpen } = props;
  switch (tab) {
    case 'dpus':
      return <DpuTable clusterRef={clusterRefOf(cluster)} />;
    case 'access':
      return <AccessTab cluster={cluster} />;
    case 'history':
      return <ClusterHistory cluster={cluster} />;
    case 'details':
      return (
        <>
          <SettingsSection cluster={cluster} />
          <ConditionsSection cluster={cluster} />
          <EventsSection cluster={cluster} />
          <ResourcesSection cluster={cluster} />
        </>
      );
    default:
      return (
        <OverviewTab cluster={cluster} onHistory={() => onOpen('history')} />
      );
  }
}

function ClusterBody(props: {
  answer: DpuClusterAnswer;
  query: LiveQuery<DpuClusterAnswer>;
  titled?: boolean;
  onRetired(): void;
}) {
  const { answer, query, titled, onRetired } = props;
  const { item: cluster, source } = answer;
  const [tab, open] = useClusterTab();
  useScrollToAnchor();
  const classes = useStyles();
  // The finding says the same, with what to do.
  const isSaid = cluster.findings.some(
    ({ code }) => code === 'ManagementClusterAway',
  );
  return (
    <div className={classes.root} data-testid="dpf-summary">
      <ClusterHeader
        answer={answer}
        query={query}
        titled={titled}
        onChanged={query.refresh}
        onRetired={onRetired}
      />
      <div className={classes.notices}>
        <SourceBanner sources={isSaid ? [] : [source]} error={query.error} />
        <PauseNotice cluster={cluster} />
      </div>
      <Problems
        answer={answer}
        changesShown={tab === 'overview'}
        onChanged={query.refresh}
      />
      <ClusterTabs tab={tab} onOpen={open}>
        <TabContent tab={tab} cluster={cluster} onOpen={open} />
      </ClusterTabs>
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
      <ClusterBody
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
