import { ManagementCluster } from '@dpf-portal/dpf-model';

/** Name of the form field with the management cluster, unless the template says otherwise. */
const DEFAULT_FIELD = 'managementCluster';

/** The management cluster that the form has chosen, else the only one. */
export function chosenManagementCluster(options: {
  items: ManagementCluster[] | undefined;
  /** All of the form's data so far. */
  formData: unknown;
  /** Of the field that asks: `managementClusterField` names the form field with the choice. */
  uiOptions?: { [name: string]: unknown };
}): ManagementCluster | undefined {
  const { items = [], formData, uiOptions = {} } = options;
  const field =
    typeof uiOptions.managementClusterField === 'string'
      ? uiOptions.managementClusterField
      : DEFAULT_FIELD;
  const chosen =
    typeof formData === 'object' && formData !== null
      ? Object.entries(formData).find(([name]) => name === field)?.[1]
      : undefined;
  return chosen
    ? items.find(item => item.name === chosen)
    : (items.length === 1 && items[0]) || undefined;
}
