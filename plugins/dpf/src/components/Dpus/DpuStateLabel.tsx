import {
  StatusError,
  StatusOK,
  StatusPending,
  StatusRunning,
  StatusWarning,
} from '@backstage/core-components';
import { DpuView } from '@dpf-portal/backstage-plugin-dpf-common';
import { makeStyles } from '@material-ui/core/styles';
import { ComponentType } from 'react';
import { StateTone } from '../../describe/describeState';
import { toneOf } from './dpuWords';

const ICONS: Record<StateTone, ComponentType> = {
  ok: StatusOK,
  warning: StatusWarning,
  error: StatusError,
  running: StatusRunning,
  pending: StatusPending,
};

const useStyles = makeStyles({
  root: { display: 'inline-flex', alignItems: 'center' },
});

/** The state of a DPU as an icon with its words. */
export function DpuStateLabel({
  dpu,
}: {
  dpu: Pick<DpuView, 'state' | 'label'>;
}) {
  const classes = useStyles();
  const Icon = ICONS[toneOf(dpu)];
  return (
    <span className={classes.root}>
      <Icon />
      {dpu.label}
    </span>
  );
}
