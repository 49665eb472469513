import {
  DpuClusterView,
  clusterRefOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { describeLock, dpuClusterTitle, readLock } from '@dpf-portal/dpf-model';
import { toError } from '@backstage/errors';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogContentText from '@material-ui/core/DialogContentText';
import DialogTitle from '@material-ui/core/DialogTitle';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { FormEvent, useState } from 'react';
import { useDpfApi } from '../../api/useDpfApi';
import { Blockers } from './Blockers';
import { describeRetirement } from './describeRetirement';
import { RetireFacts } from './RetireFacts';
import { RetireProgress } from './RetireProgress';
import { useRetireCheck } from './useRetireCheck';

export { describeRetirement };

const useStyles = makeStyles(theme => ({
  // The address of a manifest is longer than a line.
  content: { overflowWrap: 'anywhere' },
  part: { marginTop: theme.spacing(2) },
}));

/**
 * Retires a cluster after the user has typed its name. Says what it is for, which DPUs use it, who has access, what is
 * deleted and what stays, and what blocks it. Of a cluster that is being deleted it shows the progress.
 */
export function RetireDialog(props: {
  cluster: DpuClusterView;
  onClose(): void;
  onRetired(): void;
}) {
  const { cluster, onClose, onRetired } = props;
  const classes = useStyles();
  const api = useDpfApi();
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const check = useRetireCheck(cluster);
  const { action, consequence, goes, stays } = describeRetirement(cluster);
  const lock = readLock(cluster.locked);
  const isGoing = Boolean(cluster.deletionRequestedAt);
  const title = dpuClusterTitle(clusterRefOf(cluster));
  const confirmed =
    typed === cluster.name &&
    !lock &&
    !isGoing &&
    !check.refused &&
    !check.loading;

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
        <DialogContent
          className={classes.content}
          data-testid="dpf-retire-content"
        >
          <DialogContentText>
            DPU cluster {title} on the management cluster{' '}
            {cluster.managementCluster}. {consequence}
          </DialogContentText>
          {isGoing ? (
            <RetireProgress cluster={cluster} />
          ) : (
            <>
              {lock && (
                <Alert severity="error">
                  {cluster.name} is {describeLock(lock)} Unlock it first: Edit,
                  Unlock. That needs the permission dpf.dpu-cluster.lock.
                </Alert>
              )}
              <Blockers
                cluster={cluster}
                refused={lock ? undefined : check.refused}
                failure={failure}
              />
              <RetireFacts cluster={cluster} />
              <Typography className={classes.part}>
                Deleted: {goes.join('; ')}. {stays.join(' ')}
              </Typography>
              <TextField
                id="dpf-retire-name"
                label={`Type ${cluster.name} to confirm for ${title}`}
                value={typed}
                onChange={event => setTyped(event.target.value)}
                autoComplete="off"
                disabled={Boolean(lock)}
                fullWidth
                margin="normal"
                variant="outlined"
              />
            </>
          )}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{isGoing ? 'Close' : 'Cancel'}</Button>
          {!isGoing && (
            <Button
              type="submit"
              color="secondary"
              variant="contained"
              disabled={!confirmed || busy}
            >
              {action}
            </Button>
          )}
        </DialogActions>
      </form>
    </Dialog>
  );
}
