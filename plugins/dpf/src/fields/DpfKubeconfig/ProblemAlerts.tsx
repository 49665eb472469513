import { KubeconfigProblem } from '@dpf-portal/dpf-model';
import Alert from '@material-ui/lab/Alert';
import { describeWho } from '../../describe/describeFields';

/** The problems that the back end found in a kubeconfig. */
export function ProblemAlerts(props: {
  severity: 'error' | 'warning';
  problems: KubeconfigProblem[];
}) {
  return (
    <>
      {props.problems.map(({ code, path, message, who }) => (
        <Alert key={`${code}/${path}`} severity={props.severity}>
          {path ? `${path}: ${message}` : message}
          {who && <strong> {describeWho(who)}</strong>}
        </Alert>
      ))}
    </>
  );
}
