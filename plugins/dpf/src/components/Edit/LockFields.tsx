import {
  describeLock,
  lockReasonProblem,
  readLock,
} from '@dpf-portal/dpf-model';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import { useEffect, useRef, useState } from 'react';
import { EditFieldsProps } from './editForms';

/** The reason of a lock; or, of a locked cluster, who locked it and why. */
export function LockFields({ cluster, onChange }: EditFieldsProps) {
  const lock = readLock(cluster.locked);
  const isLocked = lock !== undefined;
  const [reason, setReason] = useState('');
  const report = useRef(onChange);
  report.current = onChange;
  useEffect(() => {
    if (isLocked) {
      report.current({ locked: null });
    }
  }, [isLocked]);
  if (lock) {
    return (
      <Typography>
        {cluster.name} is {describeLock(lock)}
      </Typography>
    );
  }
  const problem = reason ? lockReasonProblem(reason) : undefined;
  return (
    <TextField
      id="dpf-edit-lock"
      label="Why must it not be deleted?"
      value={reason}
      error={Boolean(problem)}
      helperText={
        problem ?? 'Shown, with your name, to everybody who tries to delete it.'
      }
      onChange={event => {
        const next = event.target.value;
        setReason(next);
        onChange(lockReasonProblem(next) ? undefined : { locked: next });
      }}
      fullWidth
      margin="normal"
      variant="outlined"
    />
  );
}
