import { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import { clusterNameProblem } from '@dpf-portal/dpf-model';
import { dpfApiRef } from '../../api/useDpfApi';
import { chosenManagementCluster } from '../managementClusters/chosenManagementCluster';
import { checkNameTaken } from './checkNameTaken';

/** Stops the form at a name that cannot be or is taken. Where that cannot be asked, the server decides later. */
export const validateClusterName: CustomFieldValidator<
  string,
  { managementClusterField?: string }
> = async (name, field, { apiHolder, formData, uiSchema }) => {
  if (!name) {
    return;
  }
  const problem = clusterNameProblem(name);
  if (problem) {
    field.addError(problem);
    return;
  }
  const api = apiHolder.get(dpfApiRef);
  if (!api) {
    return;
  }
  try {
    const { items } = await api.listManagementClusters();
    const uiOptions = uiSchema?.['ui:options'];
    const chosen = chosenManagementCluster({ items, formData, uiOptions });
    const taken = await checkNameTaken({
      api,
      name,
      managementCluster: chosen?.name,
      namespace: chosen?.policy.namespace,
    });
    if (taken) {
      field.addError(taken);
    }
  } catch {
    // The request itself is checked again by the server, so an outage here need not stop the form.
  }
};
