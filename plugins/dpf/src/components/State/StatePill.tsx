import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { makeStyles } from '@material-ui/core/styles';
import { describeState } from '../../describe/describeState';
import { StateIcon } from './StateIcon';

const useStyles = makeStyles(theme => ({
  pill: {
    display: 'inline-flex',
    alignItems: 'center',
    padding: theme.spacing(0.25, 1.25, 0.25, 1),
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: 999,
    color: theme.palette.text.primary,
    fontSize: '0.875rem',
    fontWeight: 500,
    whiteSpace: 'nowrap',
  },
}));

/** The state of a cluster as an icon with a label. */
export function StatePill(props: {
  cluster: Pick<DpuClusterView, 'phase' | 'deletionRequestedAt'>;
}) {
  const classes = useStyles();
  const { label, tone } = describeState(props.cluster);
  return (
    <span className={classes.pill} data-testid="dpf-state">
      <StateIcon tone={tone} />
      {label}
    </span>
  );
}
