import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { Finding, sentence } from '@dpf-portal/dpf-model';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { describeWho } from '../../describe/describeFields';
import { Time } from '../Time/Time';
import { Section } from './Section';

const useStyles = makeStyles(theme => ({
  list: {
    listStyle: 'none',
    margin: 0,
    padding: 0,
    '& > * + *': { marginTop: theme.spacing(1) },
  },
}));

function FindingItem({ finding }: { finding: Finding }) {
  return (
    <Alert severity={finding.severity} variant="outlined" component="li">
      <Typography component="p">{finding.sentence}</Typography>
      <Typography component="p" variant="body2">
        {finding.who === 'nobody' ? 'Next' : 'To do'}:{' '}
        {sentence(finding.remedy)} <strong>{describeWho(finding.who)}</strong>
        {finding.since && (
          <>
            {' '}
            Since <Time at={finding.since} />.
          </>
        )}
      </Typography>
    </Alert>
  );
}

/** Lists the problems of the cluster, each with its remedy and who must act. */
export function FindingsSection({ cluster }: { cluster: DpuClusterView }) {
  const classes = useStyles();
  return (
    <Section id="findings" title="Problems">
      {cluster.findings.length === 0 ? (
        <Typography>No problems are known.</Typography>
      ) : (
        <ul className={classes.list}>
          {cluster.findings.map(finding => (
            <FindingItem key={finding.code} finding={finding} />
          ))}
        </ul>
      )}
    </Section>
  );
}
