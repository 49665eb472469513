import {
  CustomFieldValidator,
  FieldExtensionComponentProps,
} from '@backstage/plugin-scaffolder-react';
import {
  ManagementCluster,
  defaultMaxNodes,
  maxNodesLimits,
  maxNodesProblem,
} from '@dpf-portal/dpf-model';
import TextField from '@material-ui/core/TextField';
import { chosenManagementCluster } from '../managementClusters/chosenManagementCluster';
import { readManagementClusters } from '../managementClusters/readManagementClusters';
import { useManagementClusters } from '../managementClusters/useManagementClusters';

/** `ui:options` of the field in a template. */
export interface DpfMaxNodesOptions {
  managementClusterField?: string;
  /** The type of the clusters that the template makes. Default: kamaji. */
  type?: string;
}

function limitsOf(
  managementCluster: ManagementCluster | undefined,
  { type = 'kamaji' }: DpfMaxNodesOptions = {},
) {
  return managementCluster ? maxNodesLimits({ type }, managementCluster) : {};
}

/** What an empty field means, and the most that may be asked for. */
function describeLimits(
  managementCluster: ManagementCluster,
  options: DpfMaxNodesOptions | undefined,
): string {
  const limits = limitsOf(managementCluster, options);
  const { policyMax = Infinity, apiLimit = Infinity, podRange } = limits;
  const most = Math.min(policyMax, apiLimit, podRange?.dpus || Infinity);
  const preset = defaultMaxNodes(
    managementCluster.policy.maxNodes.default,
    limits,
  );
  return Number.isFinite(most)
    ? `Empty: ${preset}. At most ${most} here.`
    : `Empty: ${preset}.`;
}

/** Input for the largest number of DPUs. Checks it against the policy, the API and the pod range. */
export function DpfMaxNodes(
  props: FieldExtensionComponentProps<number, DpfMaxNodesOptions>,
) {
  const { formData: value, onChange, idSchema, required, schema } = props;
  const { items } = useManagementClusters();
  const uiOptions = props.uiSchema?.['ui:options'];
  const managementCluster = chosenManagementCluster({
    items,
    formData: props.formContext?.formData,
    uiOptions,
  });
  const problem =
    value === undefined
      ? undefined
      : maxNodesProblem(value, limitsOf(managementCluster, uiOptions));
  // The form displays its own validation errors below the field.
  const hasFormError = Boolean(props.rawErrors?.length);
  const help = schema.description ?? 'A limit; reserves nothing.';
  const helpId = `${idSchema.$id}-help`;
  return (
    <TextField
      id={idSchema.$id}
      type="number"
      fullWidth
      margin="normal"
      label={schema.title ?? 'Maximum number of DPUs'}
      required={required}
      value={value ?? ''}
      error={hasFormError || Boolean(problem)}
      helperText={
        problem && !hasFormError
          ? problem
          : [
              help,
              managementCluster && describeLimits(managementCluster, uiOptions),
            ]
              .filter(Boolean)
              .join(' ')
      }
      onChange={({ target }) =>
        onChange(target.value === '' ? undefined : Number(target.value))
      }
      autoComplete="off"
      inputProps={{ min: 1, 'aria-describedby': helpId }}
      FormHelperTextProps={{ id: helpId, role: 'status' }}
    />
  );
}

/** Rejects a number that the server would reject. If the limits cannot be read, the server decides on the request. */
export const validateMaxNodes: CustomFieldValidator<
  number,
  DpfMaxNodesOptions
> = async (value, field, { apiHolder, formData, uiSchema }) => {
  if (value === undefined) {
    return;
  }
  const uiOptions = uiSchema?.['ui:options'];
  const items = await readManagementClusters(apiHolder);
  const problem = maxNodesProblem(
    value,
    limitsOf(
      chosenManagementCluster({ items, formData, uiOptions }),
      uiOptions,
    ),
  );
  if (problem) {
    field.addError(problem);
  }
};
