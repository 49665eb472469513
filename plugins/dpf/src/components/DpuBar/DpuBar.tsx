import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { makeStyles } from '@material-ui/core/styles';
import { describeDpus } from '../../describe/describeFields';
import { barSegments } from './barSegments';

const useStyles = makeStyles(theme => ({
  root: { maxWidth: 640, marginBottom: theme.spacing(1.5) },
  bar: {
    display: 'flex',
    height: 12,
    margin: theme.spacing(0.5, 0),
    overflow: 'hidden',
    borderRadius: 6,
    border: `1px solid ${theme.palette.text.secondary}`,
  },
  // However many DPUs the ceiling allows, a single one is seen.
  part: { minWidth: 4, height: '100%' },
  operational: { backgroundColor: theme.palette.success.main },
  joined: { backgroundColor: theme.palette.info.main },
  assigned: { backgroundColor: theme.palette.text.secondary },
  legend: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0, 2),
    margin: 0,
    padding: 0,
    listStyle: 'none',
    color: theme.palette.text.secondary,
    fontSize: theme.typography.caption.fontSize,
    '& > li': { display: 'inline-flex', alignItems: 'center' },
  },
  dot: {
    width: 10,
    height: 10,
    borderRadius: '50%',
    marginRight: theme.spacing(0.5),
  },
}));

/** How many DPUs of a cluster are operational, joined and assigned, drawn against its ceiling. */
export function DpuBar(props: { cluster: DpuClusterView }) {
  const { cluster } = props;
  const classes = useStyles();
  const segments = barSegments(cluster.dpus, cluster.maxNodes);
  const text = describeDpus(cluster);
  return (
    <div className={classes.root} data-testid="dpf-dpu-bar">
      <div>{text}</div>
      {segments && (
        <>
          <div className={classes.bar} role="img" aria-label={text}>
            {segments.map(({ kind, number, percent }) =>
              number > 0 && kind !== 'free' ? (
                <div
                  key={kind}
                  className={`${classes.part} ${classes[kind]}`}
                  style={{ width: `${percent}%` }}
                />
              ) : null,
            )}
          </div>
          <ul className={classes.legend}>
            {segments.map(({ kind, label, number }) => (
              <li key={kind}>
                {kind !== 'free' && (
                  <span
                    aria-hidden
                    className={`${classes.dot} ${classes[kind]}`}
                  />
                )}
                {number} {label}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
