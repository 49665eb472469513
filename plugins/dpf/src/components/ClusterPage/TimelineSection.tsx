import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { makeStyles } from '@material-ui/core/styles';
import { describeState } from '../../describe/describeState';
import { Time } from '../Time/Time';
import { DetailState } from './DetailState';
import { Section } from './Section';
import { useClusterDetail } from './useClusterDetail';

const useStyles = makeStyles(theme => ({
  list: {
    margin: 0,
    padding: 0,
    listStyle: 'none',
    maxHeight: 280,
    overflowY: 'auto',
    '& > li': { display: 'flex', gap: theme.spacing(2), padding: '4px 0' },
  },
  time: { color: theme.palette.text.secondary, whiteSpace: 'nowrap' },
}));

/** The recorded phase changes, newest first. The API returns them in order, because several can share a second. */
export function TimelineSection({ cluster }: { cluster: DpuClusterView }) {
  const classes = useStyles();
  const query = useClusterDetail({
    cluster,
    name: 'history',
    read: (api, ref, request) => api.getHistory(ref, request),
  });
  return (
    <Section id="timeline" title="Timeline">
      <DetailState query={query} empty="No phase change has been recorded yet.">
        {items => (
          <ol className={classes.list} aria-label="Timeline">
            {[...items].reverse().map(({ at, to, sentence }) => (
              <li key={`${at}/${to}`}>
                <span className={classes.time}>
                  <Time at={at} />
                </span>
                <span>
                  <strong>{describeState({ phase: to }).label}</strong>{' '}
                  {sentence}
                </span>
              </li>
            ))}
          </ol>
        )}
      </DetailState>
    </Section>
  );
}
