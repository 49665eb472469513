import { DateTime } from 'luxon';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import { useEffect, useRef, useState } from 'react';
import { Time } from '../Time/Time';
import { EditFieldsProps } from './editForms';

const LENGTHS = [
  { hours: 1, text: '1 hour' },
  { hours: 4, text: '4 hours' },
  { hours: 24, text: '1 day' },
  { hours: 72, text: '3 days' },
  // The server's clock may be behind.
  { hours: 7 * 24 - 0.1, text: '7 days' },
];

const RESUME = 'resume';

/** How long the portal's controllers leave the cluster alone; or the end of a pause. */
export function PauseFields({ cluster, onChange }: EditFieldsProps) {
  const { pausedUntil } = cluster;
  const [chosen, setChosen] = useState(pausedUntil ? RESUME : '4');
  const report = useRef(onChange);
  report.current = onChange;
  useEffect(() => {
    report.current({
      pausedUntil:
        chosen === RESUME
          ? null
          : DateTime.utc()
              .plus({ minutes: Number(chosen) * 60 })
              .startOf('second')
              .toISO({ suppressMilliseconds: true }),
    });
  }, [chosen]);
  return (
    <>
      {pausedUntil && (
        <Typography>
          It is paused until <Time at={pausedUntil} />.
        </Typography>
      )}
      <TextField
        select
        id="dpf-edit-pause"
        label="Pause"
        value={chosen}
        onChange={event => setChosen(event.target.value)}
        fullWidth
        margin="normal"
        variant="outlined"
      >
        {pausedUntil && <MenuItem value={RESUME}>End the pause now</MenuItem>}
        {LENGTHS.map(({ hours, text }) => (
          <MenuItem key={hours} value={String(hours)}>
            {pausedUntil ? `Until ${text} from now` : `For ${text}`}
          </MenuItem>
        ))}
      </TextField>
    </>
  );
}
