import {
  CustomFieldValidator,
  FieldExtensionComponentProps,
} from '@backstage/plugin-scaffolder-react';
import { ManagementCluster, sentence } from '@dpf-portal/dpf-model';
import { ChoiceField } from '../ChoiceField';
import { FieldMessage } from '../FieldMessage';
import { chosenManagementCluster } from '../managementClusters/chosenManagementCluster';
import { readManagementClusters } from '../managementClusters/readManagementClusters';
import { useManagementClusters } from '../managementClusters/useManagementClusters';
import { useOnlyChoice } from '../managementClusters/useOnlyChoice';

function labelOf(item: ManagementCluster): string {
  const { title, reachable, starting, dpf } = item;
  if (starting) {
    return `${title} (starting)`;
  }
  if (!reachable) {
    return `${title} (unreachable)`;
  }
  return dpf?.targetVersion ? `${title} (DPF is being upgraded)` : title;
}

/**
 * Select for the management cluster. Hidden if there is only one, unless nothing can be requested there at present: then
 * it says why, and the form does not go on.
 */
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
  if (!items) {
    return null;
  }
  const chosen = items.length === 1 ? items[0].name : formData;
  const notes = items.map(
    ({ name, refused }) =>
      refused &&
      // The form shows what it has found itself below the field.
      !(name === chosen && rawErrors?.length) && (
        <FieldMessage key={name} error={name === chosen}>
          {refused}
        </FieldMessage>
      ),
  );
  if (items.length === 1) {
    return <>{notes}</>;
  }
  return (
    <>
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
          disabled: item.refused !== undefined,
        }))}
      />
      {notes}
    </>
  );
}

/** Rejects a management cluster on which nothing can be requested at present. If they cannot be read, the server decides. */
export const validateManagementCluster: CustomFieldValidator<string> = async (
  value,
  field,
  { apiHolder },
) => {
  const refused = chosenManagementCluster({
    items: await readManagementClusters(apiHolder),
    formData: { managementCluster: value },
  })?.refused;
  if (refused) {
    field.addError(refused);
  }
};
