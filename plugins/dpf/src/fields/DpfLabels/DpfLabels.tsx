import {
  CustomFieldValidator,
  FieldExtensionComponentProps,
} from '@backstage/plugin-scaffolder-react';
import { requestedLabelsProblem } from '@dpf-portal/dpf-model';
import { FieldMessage } from '../FieldMessage';

type Labels = Record<string, string>;

/** Labels of the cluster, in the form's own fields; says at once which one is reserved or malformed. */
export function DpfLabels(props: FieldExtensionComponentProps<Labels>) {
  const { ObjectField } = props.registry.fields;
  const problem = requestedLabelsProblem(props.formData ?? {});
  // What the validator said is shown by the form itself.
  const isSaid = Boolean(props.rawErrors?.length);
  return (
    <>
      <ObjectField {...props} />
      {problem && !isSaid && <FieldMessage error>{problem}</FieldMessage>}
    </>
  );
}

/** Stops the form at a label that a request cannot set. */
export const validateLabels: CustomFieldValidator<Labels> = (labels, field) => {
  const problem = requestedLabelsProblem(labels ?? {});
  if (problem) {
    field.addError(problem);
  }
};
