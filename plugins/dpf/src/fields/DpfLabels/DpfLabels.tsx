import {
  CustomFieldValidator,
  FieldExtensionComponentProps,
} from '@backstage/plugin-scaffolder-react';
import {
  ManagementCluster,
  clusterLabelOf,
  requestedLabelsProblem,
} from '@dpf-portal/dpf-model';
import { FieldMessage } from '../FieldMessage';
import {
  chosenManagementCluster,
  formTextOf,
} from '../managementClusters/chosenManagementCluster';
import { readManagementClusters } from '../managementClusters/readManagementClusters';
import { useManagementClusters } from '../managementClusters/useManagementClusters';

type Labels = Record<string, string>;

/** `ui:options` of the field in a template. */
export interface DpfLabelsOptions {
  managementClusterField?: string;
}

/** What is wrong with the labels of the cluster that the form describes. */
function problemOf(
  labels: Labels = {},
  form: unknown,
  managementCluster: ManagementCluster | undefined,
): string | undefined {
  const name = formTextOf(form, 'name');
  const namespace =
    formTextOf(form, 'namespace') ?? managementCluster?.policy.namespace;
  const identity =
    name && namespace
      ? clusterLabelOf({ namespace, name }, managementCluster?.clusterLabel)
      : undefined;
  return requestedLabelsProblem(labels, identity);
}

/** Input for the labels of the cluster. Reports reserved and malformed labels immediately. */
export function DpfLabels(
  props: FieldExtensionComponentProps<Labels, DpfLabelsOptions>,
) {
  const { ObjectField } = props.registry.fields;
  const { items } = useManagementClusters();
  const form = props.formContext?.formData;
  const uiOptions = props.uiSchema?.['ui:options'];
  const problem = problemOf(
    props.formData,
    form,
    chosenManagementCluster({ items, formData: form, uiOptions }),
  );
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
export const validateLabels: CustomFieldValidator<
  Labels,
  DpfLabelsOptions
> = async (labels, field, { apiHolder, formData, uiSchema }) => {
  const items = await readManagementClusters(apiHolder);
  const uiOptions = uiSchema?.['ui:options'];
  const problem = problemOf(
    labels,
    formData,
    chosenManagementCluster({ items, formData, uiOptions }),
  );
  if (problem) {
    field.addError(problem);
  }
};
