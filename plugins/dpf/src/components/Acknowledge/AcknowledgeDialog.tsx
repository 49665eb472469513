import { toError } from '@backstage/errors';
import {
  DpuClusterView,
  clusterRefOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import {
  Finding,
  LONGEST_ACKNOWLEDGEMENT_DAYS,
  LONGEST_ACKNOWLEDGEMENT_NOTE,
  sentence,
} from '@dpf-portal/dpf-model';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogContentText from '@material-ui/core/DialogContentText';
import DialogTitle from '@material-ui/core/DialogTitle';
import LinearProgress from '@material-ui/core/LinearProgress';
import TextField from '@material-ui/core/TextField';
import Alert from '@material-ui/lab/Alert';
import { DateTime } from 'luxon';
import { FormEvent, useState } from 'react';
import { useDpfApi } from '../../api/useDpfApi';

const USUAL_DAYS = 7;

/** The day so many days ahead, in the reader's zone. */
function dayAhead(days: number): string {
  return DateTime.local().plus({ days }).toISODate();
}

/** The end on a day: at this time of the day, and not after the longest time. */
function endOn(day: string): string | undefined {
  const now = DateTime.local();
  const chosen = DateTime.fromISO(day);
  if (!chosen.isValid) {
    return undefined;
  }
  const { hour, minute } = now;
  const last = now.toUTC().plus({ days: LONGEST_ACKNOWLEDGEMENT_DAYS });
  const end = chosen.set({ hour, minute }).toUTC();
  const isLast = day === dayAhead(LONGEST_ACKNOWLEDGEMENT_DAYS);
  return (isLast && end > last ? last : end)
    .startOf('second')
    .toISO({ suppressMilliseconds: true });
}

/** Asks what is done about a problem and until when nobody needs to be asked to act on it. */
export function AcknowledgeDialog(props: {
  cluster: DpuClusterView;
  finding: Finding;
  onClose(): void;
  onChanged(): void;
}) {
  const { cluster, finding, onClose, onChanged } = props;
  const api = useDpfApi();
  const [note, setNote] = useState('');
  const [day, setDay] = useState(() => dayAhead(USUAL_DAYS));
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const until = endOn(day);
  const mayStore = Boolean(note.trim() && until) && !busy;

  const store = async (event: FormEvent) => {
    event.preventDefault();
    if (!mayStore || !until) {
      return;
    }
    setBusy(true);
    setFailure(undefined);
    try {
      await api.acknowledgeFinding(clusterRefOf(cluster), finding.code, {
        note,
        until,
      });
      onChanged();
      onClose();
    } catch (error) {
      setFailure(toError(error).message);
      setBusy(false);
    }
  };

  return (
    <Dialog
      open
      onClose={onClose}
      aria-labelledby="dpf-acknowledge-title"
      fullWidth
    >
      <DialogTitle id="dpf-acknowledge-title">
        Acknowledge the problem
      </DialogTitle>
      <form onSubmit={store} noValidate>
        <DialogContent>
          <DialogContentText>{sentence(finding.sentence)}</DialogContentText>
          <DialogContentText>
            The problem stays on the pages with your note. Until the date, it is
            not counted as needing somebody and nobody is notified of it again.
            Alerts go on. It ends when the problem ends.
          </DialogContentText>
          {failure && <Alert severity="error">{failure}</Alert>}
          <TextField
            id="dpf-acknowledge-note"
            label="Note"
            helperText="What is done about it, or why it waits. Everybody who sees the cluster can read it."
            value={note}
            onChange={event => setNote(event.target.value)}
            inputProps={{ maxLength: LONGEST_ACKNOWLEDGEMENT_NOTE }}
            required
            fullWidth
            multiline
            margin="normal"
            variant="outlined"
          />
          <TextField
            id="dpf-acknowledge-until"
            label="Until"
            type="date"
            value={day}
            onChange={event => setDay(event.target.value)}
            helperText={`At most ${LONGEST_ACKNOWLEDGEMENT_DAYS} days ahead. If the problem is still there then, those who were notified are reminded.`}
            InputLabelProps={{ shrink: true }}
            inputProps={{
              min: dayAhead(1),
              max: dayAhead(LONGEST_ACKNOWLEDGEMENT_DAYS),
            }}
            required
            fullWidth
            margin="normal"
            variant="outlined"
          />
          {busy && <LinearProgress aria-label="Waiting for the server" />}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            color="primary"
            variant="contained"
            disabled={!mayStore}
          >
            Acknowledge
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
