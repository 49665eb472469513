import { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import { clusterNameProblem } from '@dpf-portal/dpf-model';
import { dpfApiRef } from '../../api/useDpfApi';
import {
  chosenManagementCluster,
  formTextOf,
} from '../managementClusters/chosenManagementCluster';
import { checkNameTaken } from './checkNameTaken';

/** Rejects an invalid or taken name in the form. If the check fails, the server decides on the request. */
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
      namespace: formTextOf(formData, 'namespace') ?? chosen?.policy.namespace,
    });
    if (taken) {
      field.addError(taken);
    }
  } catch {
    // The server checks the request again, so a failed check must not block the form.
  }
};
