import Button from '@material-ui/core/Button';
import Alert from '@material-ui/lab/Alert';
import { RememberedUpload } from './uploadMemory';
import { ProblemAlerts } from './ProblemAlerts';

/** Summary of a kubeconfig that the back end has accepted. */
export function UploadedKubeconfig(props: {
  upload?: RememberedUpload;
  onReplace(): void;
}) {
  const { answer, context } = props.upload ?? {};
  const version =
    answer?.serverVersion && `, Kubernetes ${answer.serverVersion}`;
  return (
    <>
      <Alert
        severity="success"
        role="status"
        action={
          <Button color="inherit" size="small" onClick={props.onReplace}>
            Replace
          </Button>
        }
      >
        Uploaded{context && `, context ${context}`}
        {answer?.server && `, server ${answer.server}`}
        {version}. The form does not keep its content.
      </Alert>
      <ProblemAlerts severity="warning" problems={answer?.warnings ?? []} />
    </>
  );
}
