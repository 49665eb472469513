import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import Step from '@material-ui/core/Step';
import StepLabel from '@material-ui/core/StepLabel';
import Stepper from '@material-ui/core/Stepper';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { CreationStep, creationSteps } from '@dpf-portal/dpf-model';
import { useEffect, useState } from 'react';
import { formatAge } from '../Time/formatTime';
import { Section } from './Section';

const useStyles = makeStyles(theme => ({
  stepper: { padding: 0, background: 'none' },
  // The icon stands at the title of a step, not between the title and the detail.
  step: { alignItems: 'flex-start' },
  // The red of a failed step's label has too little contrast; its icon stays red.
  label: { '&.Mui-error': { color: theme.palette.text.primary } },
  hidden: {
    position: 'absolute',
    width: 1,
    height: 1,
    overflow: 'hidden',
    clipPath: 'inset(50%)',
  },
  duration: {
    marginLeft: theme.spacing(1),
    color: theme.palette.text.secondary,
    fontSize: theme.typography.body2.fontSize,
  },
  detail: { marginTop: theme.spacing(0.5) },
}));

const SPOKEN = {
  done: 'done',
  active: 'in progress',
  stuck: 'stuck',
  waiting: 'not started',
};

/** How long the step took, or has taken so far. */
function describeDuration(step: CreationStep, now: Date): string {
  const { state, startedAt, doneAt } = step;
  if (!startedAt) {
    return '';
  }
  if (state === 'done') {
    const isFirst = doneAt === startedAt;
    return doneAt && !isFirst ? formatAge(startedAt, new Date(doneAt)) : '';
  }
  return `${formatAge(startedAt, now)} so far`;
}

/** The time, every second. */
function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** The progress of the creation. */
export function StepsSection({ cluster }: { cluster: DpuClusterView }) {
  const classes = useStyles();
  const now = useNow();
  return (
    <Section id="steps" title="Creation">
      <Stepper
        orientation="vertical"
        connector={undefined}
        className={classes.stepper}
      >
        {creationSteps(cluster).map(step => (
          <Step
            key={step.title}
            active={step.state === 'active' || step.state === 'stuck'}
            completed={step.state === 'done'}
          >
            <StepLabel
              error={step.state === 'stuck'}
              classes={{ root: classes.step, label: classes.label }}
            >
              {step.title}
              <span className={classes.hidden}>: {SPOKEN[step.state]}</span>
              <span className={classes.duration}>
                {describeDuration(step, now)}
              </span>
              {step.detail && (
                <Typography
                  variant="body2"
                  color="textSecondary"
                  className={classes.detail}
                >
                  {step.detail}
                </Typography>
              )}
            </StepLabel>
          </Step>
        ))}
      </Stepper>
    </Section>
  );
}
