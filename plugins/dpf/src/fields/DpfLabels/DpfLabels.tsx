import {
  CustomFieldValidator,
  FieldExtensionComponentProps,
} from '@backstage/plugin-scaffolder-react';
import { requestedLabelsProblem } from '@dpf-portal/dpf-model';
import { FieldMessage } from '../FieldMessage';

type Labels = Record<string, string>;

/** Input for the labels of the cluster. Reports reserved and malformed labels immediately. */
export function DpfLabels(props: FieldExtensionComponentProps<Labels>) {
  const { ObjectField } = props.registry.fields;
  const problem = requestedLabelsProblem(props.formData ?? {});
  // The form displays the errors of the validator.
  const hasFormError = Boolean(props.rawErrors?.length);
  return (
    <>
      <ObjectField {...props} />
      {problem && !hasFormError && <FieldMessage error>{problem}</FieldMessage>}
    </>
  );
}

/** Rejects labels that a request may not set. */
export const validateLabels: CustomFieldValidator<Labels> = (labels, field) => {
  const problem = requestedLabelsProblem(labels ?? {});
  if (problem) {
    field.addError(problem);
  }
};
