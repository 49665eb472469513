import { identityApiRef, useApi } from '@backstage/core-plugin-api';
import { ownerProblem, readOwner } from '@dpf-portal/dpf-model';
import TextField from '@material-ui/core/TextField';
import Autocomplete from '@material-ui/lab/Autocomplete';
import { useState } from 'react';
import useAsync from 'react-use/esm/useAsync';
import { EditFieldsProps } from './editForms';

/** The owner: one of the user's own, or any other. */
export function OwnerFields({ cluster, onChange }: EditFieldsProps) {
  const identity = useApi(identityApiRef);
  const { value: own = [] } = useAsync(
    async () => (await identity.getBackstageIdentity()).ownershipEntityRefs,
    [identity],
  );
  const [text, setText] = useState(cluster.owner ?? '');
  const problem = text ? ownerProblem(text) : undefined;
  return (
    <Autocomplete
      freeSolo
      id="dpf-edit-owner"
      options={own}
      // Otherwise the field empties itself: its input follows its value.
      defaultValue={cluster.owner ?? null}
      inputValue={text}
      onInputChange={(_event, next) => {
        setText(next);
        const owner = readOwner(next);
        onChange(
          owner && owner !== readOwner(cluster.owner) ? { owner } : undefined,
        );
      }}
      renderInput={params => (
        <TextField
          {...params}
          label="Owner"
          error={Boolean(problem)}
          helperText={
            problem ??
            'A group or user of the catalog, such as group:default/team-a. Another owner than yourself needs the permission dpf.dpu-cluster.assign-owner.'
          }
          margin="normal"
          variant="outlined"
        />
      )}
    />
  );
}
