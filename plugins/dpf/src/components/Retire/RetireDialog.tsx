import {
  DpuClusterView,
  clusterRefOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { dpuClusterTitle } from '@dpf-portal/dpf-model';
import { toError } from '@backstage/errors';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogContentText from '@material-ui/core/DialogContentText';
import DialogTitle from '@material-ui/core/DialogTitle';
import TextField from '@material-ui/core/TextField';
import { FormEvent, useState } from 'react';
import { useDpfApi } from '../../api/useDpfApi';
import { Blockers } from './Blockers';
import { useRetireCheck } from './useRetireCheck';

/** Explains retirement: a registered cluster keeps running, a hosted control plane is deleted. */
export function describeRetirement(cluster: DpuClusterView) {
  return cluster.type === 'static'
    ? {
        action: 'Unregister',
        consequence:
          'The cluster keeps running. DPF and the portal no longer manage it, and the stored kubeconfig is deleted.',
      }
    : {
        action: 'Retire',
        consequence:
          'The control plane and everything stored in it are deleted. This cannot be undone.',
      };
}

/** Retires a cluster after the user has typed its name; lists what blocks it. */
export function RetireDialog(props: {
  cluster: DpuClusterView;
  onClose(): void;
  onRetired(): void;
}) {
  const { cluster, onClose, onRetired } = props;
  const api = useDpfApi();
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const check = useRetireCheck(cluster);
  const { action, consequence } = describeRetirement(cluster);
  const title = dpuClusterTitle(clusterRefOf(cluster));
  const confirmed = typed === cluster.name && !check.refused && !check.loading;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!confirmed || busy) {
      return;
    }
    setBusy(true);
    try {
      await api.deleteDpuCluster(clusterRefOf(cluster), { uid: cluster.uid });
      onRetired();
    } catch (error) {
      setFailure(toError(error).message);
      setBusy(false);
    }
  };

  return (
    <Dialog open onClose={onClose} aria-labelledby="dpf-retire-title" fullWidth>
      <form onSubmit={submit}>
        <DialogTitle id="dpf-retire-title">
          {action} {title}
        </DialogTitle>
        <DialogContent>
          <DialogContentText>
            DPU cluster {title} on the management cluster{' '}
            {cluster.managementCluster}. {consequence}
          </DialogContentText>
          <Blockers
            cluster={cluster}
            refused={check.refused}
            failure={failure}
          />
          <TextField
            id="dpf-retire-name"
            label={`Type ${cluster.name} to confirm for ${title}`}
            value={typed}
            onChange={event => setTyped(event.target.value)}
            autoComplete="off"
            fullWidth
            margin="normal"
            variant="outlined"
          />
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            color="secondary"
            variant="contained"
            disabled={!confirmed || busy}
          >
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
