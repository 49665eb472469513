import TextField from '@material-ui/core/TextField';
import {
  CustomFieldValidator,
  FieldExtensionComponentProps,
} from '@backstage/plugin-scaffolder-react';
import { DpfPolicy, expiresProblem } from '@dpf-portal/dpf-model';
import { chosenManagementCluster } from '../managementClusters/chosenManagementCluster';
import { useManagementClusters } from '../managementClusters/useManagementClusters';

interface DpfExpiresOptions {
  managementClusterField?: string;
  /** The form field that holds the purpose. Default: `purpose`. */
  purposeField?: string;
}

/** What an empty field means, by the policy of the management cluster and the purpose chosen in the form. */
function describeEmpty(
  { expiryDays = {} }: DpfPolicy,
  purpose: unknown,
): string {
  const days =
    purpose === 'dev' || purpose === 'test' ? expiryDays[purpose] : undefined;
  if (days === undefined) {
    return 'Empty: no reminder.';
  }
  return days === 1 ? 'Empty: in 1 day.' : `Empty: in ${days} days.`;
}

function purposeIn(formData: unknown, field = 'purpose'): unknown {
  return typeof formData === 'object' && formData !== null
    ? Object.entries(formData).find(([name]) => name === field)?.[1]
    : undefined;
}

/** Input for the day of the reminder. Says how many days the policy gives where it is left empty. */
export function DpfExpires(
  props: FieldExtensionComponentProps<string, DpfExpiresOptions>,
) {
  const { formData, onChange, idSchema, rawErrors, required, schema } = props;
  const { items } = useManagementClusters();
  const uiOptions = props.uiSchema?.['ui:options'];
  const form: unknown = props.formContext?.formData;
  const policy = chosenManagementCluster({
    items,
    formData: form,
    uiOptions,
  })?.policy;
  const help = schema.description ?? 'Reminder only; nothing is deleted.';
  // The form displays its own validation errors below the field.
  const hasFormError = Boolean(rawErrors?.length);
  const problem =
    formData && !hasFormError
      ? expiresProblem(formData, Date.now())
      : undefined;
  return (
    <TextField
      id={idSchema.$id}
      type="date"
      fullWidth
      margin="normal"
      label={schema.title ?? 'Expires'}
      helperText={
        problem ??
        (policy
          ? `${help} ${describeEmpty(
              policy,
              purposeIn(form, uiOptions?.purposeField),
            )}`
          : help)
      }
      required={required}
      error={hasFormError || Boolean(problem)}
      value={formData ?? ''}
      onChange={event => onChange(event.target.value || undefined)}
      InputLabelProps={{ htmlFor: idSchema.$id, shrink: true }}
      FormHelperTextProps={{ id: `${idSchema.$id}-help`, role: 'status' }}
      inputProps={{ 'aria-describedby': `${idSchema.$id}-help` }}
    />
  );
}

/** Rejects a day that has passed. */
export const validateExpires: CustomFieldValidator<string> = (
  expires,
  field,
) => {
  const problem = expires ? expiresProblem(expires, Date.now()) : undefined;
  if (problem) {
    field.addError(problem);
  }
};
