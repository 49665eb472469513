import { InfoCard, ResponseErrorPanel } from '@backstage/core-components';
import { ClusterHistory } from '@dpf-portal/backstage-plugin-dpf-common';
import { sentence } from '@dpf-portal/dpf-model';
import Button from '@material-ui/core/Button';
import ButtonGroup from '@material-ui/core/ButtonGroup';
import CircularProgress from '@material-ui/core/CircularProgress';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { LiveQuery, unavailableReason } from '../../live/useLiveQuery';
import { HistoryChart } from './HistoryChart';
import { HistoryTable } from './HistoryTable';
import { historyEntries } from './historyEntries';
import { SPANS, Span } from './useSpan';

const useStyles = makeStyles(theme => ({
  root: { '& > * + *': { marginTop: theme.spacing(2) } },
}));

function Content(props: { query: LiveQuery<ClusterHistory>; span: Span }) {
  const { query, span } = props;
  const { value, error } = query;
  const notYet = unavailableReason(error);
  if (notYet !== undefined) {
    return (
      <Alert severity="info" role="status">
        {sentence(notYet)} The page retries automatically.
      </Alert>
    );
  }
  if (!value) {
    return error ? (
      <ResponseErrorPanel error={error} />
    ) : (
      <CircularProgress size={24} aria-label="The history is being read" />
    );
  }
  if (historyEntries(value).length === 0) {
    return (
      <Typography color="textSecondary">
        {span === 'all'
          ? 'Nothing has been recorded of this cluster yet.'
          : 'Nothing is recorded for this time.'}
      </Typography>
    );
  }
  return (
    <>
      {value.truncated && (
        <Alert severity="info">
          There is more than can be shown. The newest entries are here.
        </Alert>
      )}
      <HistoryChart history={value} />
      <HistoryTable history={value} />
    </>
  );
}

/** A history: for which time, the picture and the table. */
export function HistoryView(props: {
  query: LiveQuery<ClusterHistory>;
  span: Span;
  onSpan(span: Span): void;
}) {
  const classes = useStyles();
  const { query, span, onSpan } = props;
  return (
    <InfoCard
      title="History"
      action={
        <ButtonGroup size="small" aria-label="Time">
          {SPANS.map(({ id, label }) => (
            <Button
              key={id}
              aria-pressed={id === span}
              color={id === span ? 'primary' : 'default'}
              variant={id === span ? 'contained' : 'outlined'}
              onClick={() => onSpan(id)}
            >
              {label}
            </Button>
          ))}
        </ButtonGroup>
      }
    >
      <div className={classes.root}>
        <Content query={query} span={span} />
      </div>
    </InfoCard>
  );
}
