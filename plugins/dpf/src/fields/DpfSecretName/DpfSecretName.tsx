import {
  CustomFieldValidator,
  FieldExtensionComponentProps,
} from '@backstage/plugin-scaffolder-react';
import { secretNameProblem } from '@dpf-portal/dpf-model';
import TextField from '@material-ui/core/TextField';

/** Input for the name of a Secret on the management cluster. */
export function DpfSecretName(props: FieldExtensionComponentProps<string>) {
  const { formData: name, onChange, idSchema, required, schema } = props;
  const problem = name ? secretNameProblem(name) : undefined;
  // The form displays its own validation errors below the field.
  const hasFormError = Boolean(props.rawErrors?.length);
  return (
    <TextField
      id={idSchema.$id}
      fullWidth
      margin="normal"
      label={schema.title ?? 'Secret'}
      required={required}
      value={name ?? ''}
      error={hasFormError || Boolean(problem)}
      helperText={(hasFormError ? undefined : problem) ?? schema.description}
      onChange={({ target }) => onChange(target.value || undefined)}
      autoComplete="off"
      inputProps={{ spellCheck: false, autoCapitalize: 'none' }}
      FormHelperTextProps={{ role: 'status' }}
    />
  );
}

/** Rejects what cannot be the name of a Secret. */
export const validateSecretName: CustomFieldValidator<string> = (
  name,
  field,
) => {
  const problem = name ? secretNameProblem(name) : undefined;
  if (problem) {
    field.addError(problem);
  }
};
