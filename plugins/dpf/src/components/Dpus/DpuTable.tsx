import { Progress, ResponseErrorPanel } from '@backstage/core-components';
import { DpuClusterRef } from '@dpf-portal/dpf-model';
import Button from '@material-ui/core/Button';
import Paper from '@material-ui/core/Paper';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useDpus } from '../../live/useDpus';
import { Freshness } from '../Freshness/Freshness';
import { SourceBanner } from '../Freshness/SourceBanner';
import { useListStyles } from '../ListFrame/useListStyles';
import { usePageThatExists } from '../ListFrame/usePageThatExists';
import { CsvButton } from './CsvButton';
import { DpuDrawer } from './DpuDrawer';
import { DpuFilters } from './DpuFilters';
import { DpuRows } from './DpuRows';
import { StateChips } from './StateChips';
import { WithoutDpusNotes, isIncomplete } from './WithoutDpusNotes';
import {
  DpuFilter,
  NO_FILTER,
  isFiltered,
  toFilterQuery,
  toPageQuery,
  useDpuState,
} from './useDpuState';

const useStyles = makeStyles(theme => ({
  empty: {
    padding: theme.spacing(6, 3),
    textAlign: 'center',
    '& > * + *': { marginTop: theme.spacing(2) },
  },
}));

/** Shown instead of an empty list, when everything could be read. */
function NoDpus(props: {
  filtered: boolean;
  ofCluster: boolean;
  onClearFilter(): void;
}) {
  const { filtered, ofCluster, onClearFilter } = props;
  const classes = useStyles();
  if (filtered) {
    return (
      <Paper className={classes.empty}>
        <Typography variant="h5" component="h2">
          No DPU matches
        </Typography>
        <Button variant="outlined" onClick={onClearFilter}>
          Show all
        </Button>
      </Paper>
    );
  }
  return (
    <Paper className={classes.empty}>
      <Typography variant="h5" component="h2">
        {ofCluster ? 'No DPU is assigned to this cluster' : 'No DPUs to show'}
      </Typography>
      <Typography>
        {ofCluster
          ? 'A DPUSet or DPUDeployment that selects the cluster assigns DPUs to it. They appear here automatically.'
          : 'These are the DPUs of the DPU clusters that you may read. DPUs without a cluster are shown to the platform team (permission dpf.platform.read).'}
      </Typography>
    </Paper>
  );
}

/** The DPUs of one cluster; without a reference, those of all management clusters. */
export function DpuTable(props: { clusterRef?: DpuClusterRef }) {
  const { clusterRef } = props;
  const classes = useListStyles();
  const [state, change] = useDpuState();
  const { filter, page, pageSize, open } = state;
  const { value, error, loading, signals, readAt } = useDpus(
    toPageQuery(state, clusterRef),
  );
  const ofCluster = clusterRef !== undefined;
  const narrow = (narrowed: Partial<DpuFilter>) =>
    change({ filter: { ...filter, ...narrowed } });

  usePageThatExists({
    page,
    pageSize,
    totalItems: loading ? undefined : value?.totalItems,
    onPage: last => change({ page: last }),
  });

  if (!value) {
    return error ? <ResponseErrorPanel error={error} /> : <Progress />;
  }
  // On the page of a cluster, the notes about other management clusters have no place.
  const sources = value.sources.filter(
    source =>
      !clusterRef || source.managementCluster === clusterRef.managementCluster,
  );
  const empty = value.totalItems === 0 && !loading;
  return (
    <div className={classes.root}>
      {/* The page of a cluster says itself how old its data is. */}
      <SourceBanner sources={ofCluster ? [] : sources} error={error} />
      <WithoutDpusNotes sources={sources} />
      <div className={classes.bar}>
        <StateChips
          counts={value.counts}
          chosen={filter.states}
          onChange={states => narrow({ states })}
        />
        <div className={classes.end}>
          {!ofCluster && (
            <Freshness
              sources={sources}
              signals={signals}
              failed={error !== undefined}
              readAt={readAt}
            />
          )}
          {!empty && <CsvButton query={toFilterQuery(state, clusterRef)} />}
        </div>
      </div>
      <DpuFilters
        filter={filter}
        byHost={state.byHost}
        sources={sources}
        ofCluster={ofCluster}
        onFilter={narrow}
        onByHost={byHost => change({ byHost })}
      />
      {empty && !sources.some(isIncomplete) && (
        <NoDpus
          filtered={isFiltered(filter)}
          ofCluster={ofCluster}
          onClearFilter={() => narrow(NO_FILTER)}
        />
      )}
      {!empty && (
        <DpuRows
          list={value}
          state={state}
          loading={loading}
          ofCluster={ofCluster}
          onChange={change}
        />
      )}
      {open && (
        <DpuDrawer dpuRef={open} onClose={() => change({ open: undefined })} />
      )}
    </div>
  );
}
