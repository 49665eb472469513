import {
  DpuClusterChange,
  dpuClusterChangeSchema,
} from '@dpf-portal/dpf-model';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import { useState } from 'react';
import { EditFieldsProps } from './editForms';

const PURPOSES = dpuClusterChangeSchema.properties.purpose.enum;

/** What the cluster is for, and the day of the reminder. Either may be removed. */
export function PurposeFields({ cluster, onChange }: EditFieldsProps) {
  const before = {
    purpose: cluster.purpose ?? '',
    day: cluster.expires?.slice(0, 10) ?? '',
  };
  const [values, setValues] = useState(before);
  const update = (changed: Partial<typeof before>) => {
    const next = { ...values, ...changed };
    setValues(next);
    const purpose = PURPOSES.find(one => one === next.purpose) ?? null;
    const change: DpuClusterChange = {
      ...(next.purpose !== before.purpose && { purpose }),
      ...(next.day !== before.day && { expires: next.day || null }),
    };
    onChange(Object.keys(change).length ? change : undefined);
  };
  return (
    <>
      <TextField
        select
        id="dpf-edit-purpose"
        label="Purpose"
        value={values.purpose}
        onChange={event => update({ purpose: event.target.value })}
        fullWidth
        margin="normal"
        variant="outlined"
      >
        <MenuItem value="">None</MenuItem>
        {PURPOSES.map(purpose => (
          <MenuItem key={purpose} value={purpose}>
            {purpose}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        id="dpf-edit-expires"
        label="Reminder on"
        type="date"
        value={values.day}
        onChange={event => update({ day: event.target.value })}
        InputLabelProps={{ shrink: true }}
        helperText="Reminder only; nothing is deleted. Empty: no reminder."
        fullWidth
        margin="normal"
        variant="outlined"
      />
    </>
  );
}
