import { maxNodesProblem } from '@dpf-portal/dpf-model';
import TextField from '@material-ui/core/TextField';
import { useState } from 'react';
import { useManagementClusters } from '../../fields/managementClusters/useManagementClusters';
import { EditFieldsProps } from './editForms';

/** The ceiling of DPUs, checked against the policy and the API. The server knows the pod range too. */
export function CeilingFields({ cluster, onChange }: EditFieldsProps) {
  const { items } = useManagementClusters();
  const managementCluster = items?.find(
    ({ name }) => name === cluster.managementCluster,
  );
  const [text, setText] = useState(String(cluster.maxNodes ?? ''));
  const problemOf = (typed: string) =>
    maxNodesProblem(Number(typed), {
      policyMax: managementCluster?.policy.maxNodes.max,
      apiLimit: managementCluster?.capabilities?.apis.find(
        ({ group }) => group === cluster.group,
      )?.maxNodesLimit,
    });
  // What is there already is no mistake of the user's.
  const problem =
    text === '' || Number(text) === cluster.maxNodes
      ? undefined
      : problemOf(text);
  const { assigned } = cluster.dpus;
  const present =
    assigned === undefined
      ? ''
      : ` ${assigned} ${assigned === 1 ? 'is' : 'are'} assigned.`;
  return (
    <TextField
      id="dpf-edit-max-nodes"
      label="DPUs at most"
      type="number"
      inputProps={{ min: 1, step: 1 }}
      value={text}
      error={Boolean(problem)}
      helperText={
        problem ??
        `A ceiling: it reserves no DPU, and lowering it removes no DPU.${present}`
      }
      onChange={event => {
        const next = event.target.value;
        setText(next);
        const maxNodes = Number(next);
        onChange(
          next && !problemOf(next) && maxNodes !== cluster.maxNodes
            ? { maxNodes }
            : undefined,
        );
      }}
      fullWidth
      margin="normal"
      variant="outlined"
    />
  );
}
