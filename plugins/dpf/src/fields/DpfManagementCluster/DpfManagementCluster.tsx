import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { ManagementCluster, sentence } from '@dpf-portal/dpf-model';
import { ChoiceField } from '../ChoiceField';
import { FieldMessage } from '../FieldMessage';
import { useManagementClusters } from '../managementClusters/useManagementClusters';
import { useOnlyChoice } from '../managementClusters/useOnlyChoice';

function labelOf({ title, reachable, starting }: ManagementCluster): string {
  if (starting) {
    return `${title} (starting)`;
  }
  return reachable ? title : `${title} (unreachable)`;
}

/** Select for the management cluster. Hidden if there is only one. */
export function DpfManagementCluster(
  props: FieldExtensionComponentProps<string>,
) {
  const { formData, onChange, idSchema, rawErrors, required, schema } = props;
  const { items, error } = useManagementClusters();
  useOnlyChoice({
    choices: items?.map(item => item.name),
    value: formData,
    onChange,
  });
  if (error) {
    return (
      <FieldMessage
        error
      >{`The management clusters could not be read: ${sentence(
        error.message,
      )}`}</FieldMessage>
    );
  }
  if (items?.length === 0) {
    return (
      <FieldMessage error>
        No management cluster is configured. The platform team must add one.
      </FieldMessage>
    );
  }
  if (!items || items.length === 1) {
    return null;
  }
  return (
    <ChoiceField
      id={idSchema.$id}
      label={schema.title ?? 'Management cluster'}
      help={
        schema.description ??
        'The management cluster on which the DPUCluster is created.'
      }
      required={required}
      error={Boolean(rawErrors?.length)}
      value={formData}
      onChange={onChange}
      choices={items.map(item => ({
        value: item.name,
        label: labelOf(item),
        disabled: !item.reachable,
      }))}
    />
  );
}
