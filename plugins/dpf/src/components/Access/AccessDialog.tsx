import { Progress } from '@backstage/core-components';
import {
  DpuClusterView,
  KubeconfigAnswer,
  clusterRefOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogContentText from '@material-ui/core/DialogContentText';
import DialogTitle from '@material-ui/core/DialogTitle';
import Alert from '@material-ui/lab/Alert';
import { useState } from 'react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { useDpfApi } from '../../api/useDpfApi';
import { AccessForm } from './AccessForm';
import { AccessHolders } from './AccessHolders';
import { IssuedAccess } from './IssuedAccess';

/** Makes a kubeconfig for the user, and shows who holds access. The kubeconfig is gone when the dialog closes. */
export function AccessDialog(props: {
  cluster: DpuClusterView;
  onClose(): void;
}) {
  const { cluster, onClose } = props;
  const api = useDpfApi();
  const [issued, setIssued] = useState<KubeconfigAnswer>();
  const { value, error, retry } = useAsyncRetry(
    () => api.listCredentials(clusterRefOf(cluster)),
    [api, cluster.uid],
  );
  return (
    <Dialog open onClose={onClose} aria-labelledby="dpf-access-title" fullWidth>
      <DialogTitle id="dpf-access-title">Access to {cluster.name}</DialogTitle>
      <DialogContent>
        <DialogContentText>
          DPU cluster {cluster.namespace}/{cluster.name} on the management
          cluster {cluster.managementCluster}.
        </DialogContentText>
        {error && (
          <Alert
            severity="error"
            action={
              <Button color="inherit" size="small" onClick={retry}>
                Try again
              </Button>
            }
          >
            {error.message}
          </Alert>
        )}
        {!value && !error && <Progress />}
        {issued && <IssuedAccess cluster={cluster} issued={issued} />}
        {value && !issued && (
          <AccessForm
            cluster={cluster}
            offer={value.offer}
            onIssued={answer => {
              setIssued(answer);
              retry();
            }}
          />
        )}
        {value && (
          <AccessHolders cluster={cluster} list={value} onChange={retry} />
        )}
      </DialogContent>
      <DialogActions>
        {issued && (
          <Button onClick={() => setIssued(undefined)}>Get another</Button>
        )}
        <Button onClick={onClose}>Close</Button>
      </DialogActions>
    </Dialog>
  );
}
