import { Progress } from '@backstage/core-components';
import { offeredVersions, versionChangeProblem } from '@dpf-portal/dpf-model';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import { useState } from 'react';
import { useManagementClusters } from '../../fields/managementClusters/useManagementClusters';
import { EditFieldsProps } from './editForms';

/**
 * The Kubernetes version of the control plane: one of the versions that the policy names, else any that is typed. A step
 * that Kamaji does not take is refused in the field.
 */
export function VersionFields({ cluster, onChange }: EditFieldsProps) {
  const { version: installed, requestedVersion } = cluster;
  const { items, error } = useManagementClusters();
  const present = requestedVersion ?? installed ?? '';
  const [chosen, setChosen] = useState(present);
  if (!items && !error) {
    return <Progress />;
  }
  const policy = items?.find(
    ({ name }) => name === cluster.managementCluster,
  )?.policy;
  const offered = policy && offeredVersions(policy);
  const problemOf = (wanted: string) =>
    versionChangeProblem(
      wanted,
      { installed, requested: requestedVersion ?? installed },
      offered,
    );
  const markOf = (version: string) => {
    if (version === installed) {
      return ' (installed)';
    }
    return problemOf(version) ? ' (not possible)' : '';
  };
  const problem = chosen && chosen !== present ? problemOf(chosen) : undefined;
  // A version that the policy no longer names is no choice.
  const isShown = !offered || offered.includes(chosen);
  return (
    <TextField
      id="dpf-edit-version"
      label="Kubernetes version"
      select={offered !== undefined}
      value={isShown ? chosen : ''}
      error={Boolean(problem)}
      helperText={
        problem ??
        `Forward, one minor version at a time. Installed: ${
          installed ?? 'not known'
        }.`
      }
      onChange={event => {
        const next = event.target.value.trim();
        setChosen(next);
        onChange(
          next && next !== present && !problemOf(next)
            ? { version: next }
            : undefined,
        );
      }}
      InputLabelProps={{ htmlFor: 'dpf-edit-version' }}
      FormHelperTextProps={{ id: 'dpf-edit-version-help', role: 'status' }}
      SelectProps={{
        SelectDisplayProps: { 'aria-describedby': 'dpf-edit-version-help' },
      }}
      fullWidth
      margin="normal"
      variant="outlined"
    >
      {offered?.map(version => (
        <MenuItem key={version} value={version}>
          {version}
          {markOf(version)}
        </MenuItem>
      ))}
    </TextField>
  );
}
