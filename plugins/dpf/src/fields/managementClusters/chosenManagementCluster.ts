import { ManagementCluster } from '@dpf-portal/dpf-model';

/** Default name of the form field for the management cluster. */
const DEFAULT_FIELD = 'managementCluster';

/** The text in another field of the form; `undefined` where that is empty or has none. */
export function formTextOf(form: unknown, field: string): string | undefined {
  const value =
    typeof form === 'object' && form !== null
      ? Object.entries(form).find(([name]) => name === field)?.[1]
      : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The management cluster selected in the form, or the only one. */
export function chosenManagementCluster(options: {
  items: ManagementCluster[] | undefined;
  /** The form's current data. */
  formData: unknown;
  /**
   * Options of the calling field: `managementClusterField` is the name of the form field for the management cluster.
   */
  uiOptions?: { [name: string]: unknown };
}): ManagementCluster | undefined {
  const { items = [], formData, uiOptions = {} } = options;
  const field =
    typeof uiOptions.managementClusterField === 'string'
      ? uiOptions.managementClusterField
      : DEFAULT_FIELD;
  const chosen = formTextOf(formData, field);
  return chosen
    ? items.find(item => item.name === chosen)
    : (items.length === 1 && items[0]) || undefined;
}
