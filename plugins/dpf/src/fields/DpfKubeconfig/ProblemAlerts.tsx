import { KubeconfigProblem } from '@dpf-portal/dpf-model';
import Alert from '@material-ui/lab/Alert';

/** The problems that the back end found in a kubeconfig. */
export function ProblemAlerts(props: {
  severity: 'error' | 'warning';
  problems: KubeconfigProblem[];
}) {
  return (
    <>
      {props.problems.map(({ code, path, message }) => (
        <Alert key={`${code}/${path}`} severity={props.severity}>
          {path ? `${path}: ${message}` : message}
        </Alert>
      ))}
    </>
  );
}
