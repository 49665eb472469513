import {
  CustomFieldValidator,
  FieldExtensionComponentProps,
} from '@backstage/plugin-scaffolder-react';
import { labelsProblem, requestedNetwork } from '@dpf-portal/dpf-model';
import FormHelperText from '@material-ui/core/FormHelperText';
import { FieldMessage } from '../FieldMessage';
import { chosenManagementCluster } from '../managementClusters/chosenManagementCluster';
import { useManagementClusters } from '../managementClusters/useManagementClusters';
import { useNodeMatches } from './useNodeMatches';

type Labels = Record<string, string>;

/** `ui:options` of the field in a template. */
export interface DpfNodeSelectorOptions {
  managementClusterField?: string;
}

function describe(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}="${value}"`)
    .join(', ');
}

/** Input for the labels of the nodes that can hold the VIP. Shows which nodes have them. */
export function DpfNodeSelector(
  props: FieldExtensionComponentProps<Labels, DpfNodeSelectorOptions>,
) {
  const { ObjectField } = props.registry.fields;
  const { formData: own = {} } = props;
  const { items } = useManagementClusters();
  const form = props.formContext?.formData;
  const managementCluster = chosenManagementCluster({
    items,
    formData: form,
    uiOptions: props.uiSchema?.['ui:options'],
  });
  const isEmpty = Object.keys(own).length === 0;
  const ofNetwork =
    managementCluster &&
    requestedNetwork({ network: form?.network }, managementCluster.networks)
      ?.nodeSelector;
  const problem = labelsProblem(own);
  const selector = isEmpty ? ofNetwork ?? {} : own;
  const matches = useNodeMatches(
    managementCluster?.name,
    problem ? undefined : selector,
  );
  // The form displays the errors of the validator.
  const hasFormError = Boolean(props.rawErrors?.length);
  const used = isEmpty && ofNetwork ? `Empty: ${describe(ofNetwork)}. ` : '';
  return (
    <>
      <ObjectField {...props} />
      {problem && !hasFormError && <FieldMessage error>{problem}</FieldMessage>}
      {!problem && (
        // Always there, so that screen readers say what changes in it.
        <FormHelperText role="status" error={Boolean(matches?.problem)}>
          {matches ? `${used}${matches.sentence}` : used}
        </FormHelperText>
      )}
    </>
  );
}

/** Rejects malformed labels. Nodes that match none may come later, so that is only shown. */
export const validateNodeSelector: CustomFieldValidator<Labels> = (
  labels,
  field,
) => {
  const problem = labelsProblem(labels ?? {});
  if (problem) {
    field.addError(problem);
  }
};
