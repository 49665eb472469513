import {
  DpuClusterAnswer,
  DpuClusterView,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { Finding, sentence } from '@dpf-portal/dpf-model';
import Paper from '@material-ui/core/Paper';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { Acknowledgement } from '../Acknowledge/Acknowledgement';
import { RecentChanges } from '../History/RecentChanges';
import { Remedy } from '../Remedy/Remedy';
import { Time } from '../Time/Time';
import { WhoActs } from '../Who/WhoActs';

const useStyles = makeStyles(theme => ({
  root: {
    marginBottom: theme.spacing(2),
    '&:focus': { outline: 'none' },
    '&:focus-visible': { outline: `2px solid ${theme.palette.primary.main}` },
  },
  list: {
    listStyle: 'none',
    margin: 0,
    padding: 0,
    '& > * + *': { marginTop: theme.spacing(1) },
  },
  problem: {
    color: theme.palette.text.primary,
    backgroundColor: theme.palette.background.paper,
    overflowWrap: 'anywhere',
    '& .MuiAlert-message': { minWidth: 0, flex: 1 },
  },
  what: { fontWeight: 500 },
  effects: { marginTop: theme.spacing(0.5) },
  // On the background of a page, the contrast of Backstage's secondary text is too low.
  more: { marginTop: theme.spacing(1), padding: theme.spacing(1.5, 2) },
}));

/** The findings that stand under the header. What only informs stands on the tab Overview. */
export function problemsOf({ findings }: DpuClusterView): Finding[] {
  return findings.filter(({ severity }) => severity !== 'info');
}

function Effects({ effects }: { effects: readonly Finding[] }) {
  const classes = useStyles();
  return (
    <details className={classes.effects}>
      <summary>
        {effects.length === 1
          ? '1 problem follows from it'
          : `${effects.length} problems follow from it`}
      </summary>
      <ul>
        {effects.map(({ code, sentence: what }) => (
          <li key={code}>{sentence(what)}</li>
        ))}
      </ul>
    </details>
  );
}

/** One finding: what is wrong and what follows, the step, who acts, since when, and who knows of it. */
export function Problem(props: {
  finding: Finding;
  cluster: DpuClusterView;
  /** Left out: it is not to be acknowledged. */
  onChanged?(): void;
}) {
  const { finding, cluster, onChanged } = props;
  const classes = useStyles();
  return (
    <Alert
      severity={finding.severity}
      variant="outlined"
      component="li"
      role="listitem"
      className={classes.problem}
    >
      <Typography component="p" className={classes.what}>
        {sentence(finding.sentence)}
      </Typography>
      <Typography component="div" variant="body2">
        {finding.who === 'nobody' ? 'Next' : 'To do'}:{' '}
        <Remedy text={finding.remedy} />
        <WhoActs who={finding.who} cluster={cluster} />
        {finding.since && (
          <>
            {' '}
            Since <Time at={finding.since} />.
          </>
        )}
      </Typography>
      {onChanged && (
        <Acknowledgement
          cluster={cluster}
          finding={finding}
          onChanged={onChanged}
        />
      )}
      {finding.effects && <Effects effects={finding.effects} />}
    </Alert>
  );
}

/**
 * What is wrong with the cluster, on every tab; nothing where nothing is. Ordered as somebody who was woken up asks: how far
 * it reaches, what it is, what to do, who acts, and what changed before.
 */
export function Problems(props: {
  answer: DpuClusterAnswer;
  /** Only one tab has them, so that they do not move the others down. */
  changesShown: boolean;
  onChanged(): void;
}) {
  const { answer, changesShown, onChanged } = props;
  const { item: cluster, reach } = answer;
  const classes = useStyles();
  const problems = problemsOf(cluster);
  if (!problems.length) {
    return null;
  }
  const isBroken = problems.some(({ severity }) => severity === 'error');
  return (
    <section
      id="findings"
      aria-label="Problems"
      tabIndex={-1}
      className={classes.root}
    >
      {reach && (
        <Typography paragraph data-testid="dpf-reach">
          {reach.sentence}
        </Typography>
      )}
      <ul className={classes.list}>
        {problems.map(finding => (
          <Problem
            key={finding.code}
            finding={finding}
            cluster={cluster}
            onChanged={onChanged}
          />
        ))}
      </ul>
      {isBroken && changesShown && (
        <Paper
          variant="outlined"
          component="section"
          aria-label="Changed in the last 24 h"
          className={classes.more}
        >
          <Typography variant="subtitle2" component="h2">
            Changed in the last 24 h
          </Typography>
          <RecentChanges cluster={cluster} hours={24} />
        </Paper>
      )}
    </section>
  );
}
