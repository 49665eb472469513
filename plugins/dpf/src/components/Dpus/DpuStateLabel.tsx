import { DpuView } from '@dpf-portal/backstage-plugin-dpf-common';
import { makeStyles } from '@material-ui/core/styles';
import { StateIcon } from '../State/StateIcon';
import { toneOf } from './dpuWords';

const useStyles = makeStyles({
  root: {
    display: 'inline-flex',
    alignItems: 'center',
    // Backstage's icons have a margin below.
    '& > *': { marginBottom: 0 },
  },
});

/** The state of a DPU as an icon with its words. */
export function DpuStateLabel({
  dpu,
}: {
  dpu: Pick<DpuView, 'state' | 'label'>;
}) {
  const classes = useStyles();
  return (
    <span className={classes.root}>
      <StateIcon tone={toneOf(dpu)} />
      {dpu.label}
    </span>
  );
}
