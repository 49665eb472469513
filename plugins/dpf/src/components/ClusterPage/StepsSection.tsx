import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import Step from '@material-ui/core/Step';
import StepLabel from '@material-ui/core/StepLabel';
import Stepper from '@material-ui/core/Stepper';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { creationSteps } from '@dpf-portal/dpf-model';
import { Section } from './Section';

const useStyles = makeStyles(theme => ({
  stepper: { padding: 0, background: 'none' },
  hidden: {
    position: 'absolute',
    width: 1,
    height: 1,
    overflow: 'hidden',
    clipPath: 'inset(50%)',
  },
  detail: { marginTop: theme.spacing(0.5) },
}));

const SPOKEN = {
  done: 'done',
  active: 'in progress',
  stuck: 'stuck',
  waiting: 'not started',
};

/** The progress of the creation. */
export function StepsSection({ cluster }: { cluster: DpuClusterView }) {
  const classes = useStyles();
  return (
    <Section id="steps" title="Creation">
      <Stepper
        orientation="vertical"
        connector={undefined}
        className={classes.stepper}
      >
        {creationSteps(cluster).map(({ title, state, detail }) => (
          <Step
            key={title}
            active={state === 'active' || state === 'stuck'}
            completed={state === 'done'}
          >
            <StepLabel error={state === 'stuck'}>
              {title}
              <span className={classes.hidden}>: {SPOKEN[state]}</span>
              {detail && (
                <Typography
                  variant="body2"
                  color="textSecondary"
                  className={classes.detail}
                >
                  {detail}
                </Typography>
              )}
            </StepLabel>
          </Step>
        ))}
      </Stepper>
    </Section>
  );
}
