import TextField from '@material-ui/core/TextField';
import { versionProblem } from '@dpf-portal/dpf-model';
import { useState } from 'react';
import { EditFieldsProps } from './editForms';

const COUNT = /^[1-9][0-9]{0,5}$/;

/** The ceiling of DPUs. */
export function CeilingFields({ cluster, onChange }: EditFieldsProps) {
  const [text, setText] = useState(String(cluster.maxNodes ?? ''));
  const isNumber = COUNT.test(text);
  return (
    <TextField
      id="dpf-edit-max-nodes"
      label="DPUs at most"
      type="number"
      inputProps={{ min: 1, step: 1 }}
      value={text}
      error={text !== '' && !isNumber}
      helperText={
        text !== '' && !isNumber
          ? 'Give a whole number of at least 1.'
          : `A ceiling: it reserves no DPU, and lowering it removes no DPU.${
              cluster.dpus.assigned === undefined
                ? ''
                : ` ${cluster.dpus.assigned} are assigned.`
            }`
      }
      onChange={event => {
        const next = event.target.value;
        setText(next);
        const number = Number(next);
        onChange(
          COUNT.test(next) && number !== cluster.maxNodes
            ? { maxNodes: number }
            : undefined,
        );
      }}
      fullWidth
      margin="normal"
      variant="outlined"
    />
  );
}

/** The Kubernetes version of the control plane. */
export function VersionFields({ cluster, onChange }: EditFieldsProps) {
  const present = cluster.requestedVersion ?? cluster.version ?? '';
  const [text, setText] = useState(present);
  const problem = text ? versionProblem(text) : undefined;
  return (
    <TextField
      id="dpf-edit-version"
      label="Kubernetes version"
      value={text}
      error={Boolean(problem)}
      helperText={
        problem ??
        `Forward, one minor version at a time. Installed: ${
          cluster.version ?? 'not known'
        }.`
      }
      onChange={event => {
        const next = event.target.value.trim();
        setText(next);
        onChange(
          next && next !== present && !versionProblem(next)
            ? { version: next }
            : undefined,
        );
      }}
      fullWidth
      margin="normal"
      variant="outlined"
    />
  );
}
