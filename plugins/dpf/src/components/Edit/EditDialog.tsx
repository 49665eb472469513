import {
  DpuClusterView,
  clusterRefOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { ClusterEditName, dpuClusterTitle } from '@dpf-portal/dpf-model';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogContentText from '@material-ui/core/DialogContentText';
import DialogTitle from '@material-ui/core/DialogTitle';
import LinearProgress from '@material-ui/core/LinearProgress';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { FormEvent, useState } from 'react';
import { EDIT_FORMS } from './editForms';
import { StoredChange, editProgress } from './editProgress';
import { EditReview } from './EditReview';
import { useEdit } from './useEdit';

const useStyles = makeStyles({
  // The address of a manifest is longer than a line.
  content: { overflowWrap: 'anywhere' },
});

/** What was done, and how far it has got. */
function Progress(props: StoredChange) {
  const progress = editProgress(props);
  return (
    <>
      <Alert severity="success" role="status">
        The change is stored.
      </Alert>
      {progress && (
        <>
          <DialogContentText role="status">{progress.text}</DialogContentText>
          {progress.isRunning && (
            <LinearProgress aria-label="Progress of the change" />
          )}
        </>
      )}
    </>
  );
}

function EditSteps(props: {
  edit: ClusterEditName;
  /** As it was when the dialog was opened. */
  before: DpuClusterView;
  cluster: DpuClusterView;
  onClose(): void;
  onChanged(): void;
  onReload(): void;
}) {
  const { edit, before, cluster, onClose, onChanged, onReload } = props;
  const { Fields, action } = EDIT_FORMS[edit];
  const classes = useStyles();
  const [confirmed, setConfirmed] = useState(false);
  const editing = useEdit({ before, cluster, onChanged });
  const { change, step, checked, stored, busy, failure } = editing;
  const deletes = checked?.labelChange?.deletes ?? 0;
  const mayConfirm = deletes === 0 || confirmed;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy || !change) {
      return;
    }
    if (step === 'form') {
      setConfirmed(false);
      void editing.review();
    } else if (step === 'review' && mayConfirm) {
      void editing.confirm();
    }
  };

  return (
    <form onSubmit={submit} noValidate>
      <DialogContent className={classes.content} data-testid="dpf-edit-content">
        <DialogContentText>
          DPU cluster {dpuClusterTitle(clusterRefOf(cluster))} on the management
          cluster {cluster.managementCluster}.
        </DialogContentText>
        {cluster.edits?.managedByGit && step === 'form' && (
          <Alert severity="warning">{cluster.edits.managedByGit}</Alert>
        )}
        {failure && (
          <Alert
            severity="error"
            action={
              failure.isConflict && (
                <Button color="inherit" size="small" onClick={onReload}>
                  Use the new values
                </Button>
              )
            }
          >
            {failure.message}
          </Alert>
        )}
        {/* What was filled in stays for a way back. */}
        <div hidden={step !== 'form'}>
          <Fields cluster={before} onChange={editing.setChange} />
        </div>
        {step === 'review' && checked && (
          <EditReview checked={checked} onConfirmed={setConfirmed} />
        )}
        {step === 'done' && stored && (
          <Progress {...stored} cluster={cluster} />
        )}
        {busy && <LinearProgress aria-label="Waiting for the server" />}
      </DialogContent>
      <DialogActions>
        {step === 'review' && (
          <Button onClick={editing.back} disabled={busy}>
            Back
          </Button>
        )}
        <Button onClick={onClose}>
          {step === 'done' ? 'Close' : 'Cancel'}
        </Button>
        {step === 'form' && (
          <Button
            type="submit"
            color="primary"
            variant="contained"
            disabled={!change || busy}
          >
            Check
          </Button>
        )}
        {step === 'review' && change && (
          <Button
            type="submit"
            color={deletes === 0 ? 'primary' : 'secondary'}
            variant="contained"
            disabled={busy || !mayConfirm}
          >
            {action(change)}
            {deletes !== 0 &&
              ` and delete ${deletes === 'unknown' ? 'unknown' : deletes} DPU${
                deletes === 1 ? '' : 's'
              }`}
          </Button>
        )}
      </DialogActions>
    </form>
  );
}

/** One edit of a cluster: what, what follows from it by the server's own check, confirmation, progress. */
export function EditDialog(props: {
  edit: ClusterEditName;
  cluster: DpuClusterView;
  onClose(): void;
  onChanged(): void;
}) {
  const { edit, cluster, onClose, onChanged } = props;
  const [before, setBefore] = useState(cluster);
  return (
    <Dialog open onClose={onClose} aria-labelledby="dpf-edit-title" fullWidth>
      <DialogTitle id="dpf-edit-title">
        {EDIT_FORMS[edit].title(before)}
      </DialogTitle>
      <EditSteps
        key={before.resourceVersion}
        edit={edit}
        before={before}
        cluster={cluster}
        onClose={onClose}
        onChanged={onChanged}
        onReload={() => {
          onChanged();
          setBefore(cluster);
        }}
      />
    </Dialog>
  );
}
