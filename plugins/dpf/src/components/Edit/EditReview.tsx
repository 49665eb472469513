import { UpdateDpuClusterAnswer } from '@dpf-portal/backstage-plugin-dpf-common';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { useState } from 'react';

/** What the server says of a change before it is made. The number of DPUs that it deletes is typed to confirm it. */
export function EditReview(props: {
  checked: UpdateDpuClusterAnswer;
  onConfirmed(confirmed: boolean): void;
}) {
  const { checked, onConfirmed } = props;
  const { labelChange, effects = [] } = checked;
  const [typed, setTyped] = useState('');
  const wanted = String(labelChange?.deletes ?? 0);
  return (
    <>
      <Typography role="status" paragraph>
        The server accepts the change. Nothing has been changed yet.
      </Typography>
      {labelChange && (
        <Alert severity={labelChange.deletes === 0 ? 'info' : 'warning'}>
          {labelChange.sentence}
        </Alert>
      )}
      {effects.map(effect => (
        <Typography key={effect} paragraph>
          {effect}
        </Typography>
      ))}
      {labelChange && labelChange.deletes !== 0 && (
        <TextField
          id="dpf-edit-confirm"
          label={
            wanted === 'unknown'
              ? 'Type unknown to confirm that DPUs may be deleted'
              : `Type ${wanted} to confirm that ${wanted} DPU${
                  wanted === '1' ? ' is' : 's are'
                } deleted`
          }
          value={typed}
          onChange={event => {
            setTyped(event.target.value);
            onConfirmed(event.target.value.trim() === wanted);
          }}
          autoComplete="off"
          fullWidth
          margin="normal"
          variant="outlined"
        />
      )}
    </>
  );
}
