import {
  FormFieldBlueprint,
  createFormField,
} from '@backstage/plugin-scaffolder-react/alpha';

const load = () => import('./formFields');

/** The form fields of the software templates, for the new frontend system. */
export const formFieldExtensions = [
  FormFieldBlueprint.make({
    name: 'management-cluster',
    params: {
      field: async () => createFormField((await load()).managementClusterField),
    },
  }),
  FormFieldBlueprint.make({
    name: 'network',
    params: { field: async () => createFormField((await load()).networkField) },
  }),
  FormFieldBlueprint.make({
    name: 'cluster-name',
    params: {
      field: async () => createFormField((await load()).clusterNameField),
    },
  }),
  FormFieldBlueprint.make({
    name: 'expires',
    params: { field: async () => createFormField((await load()).expiresField) },
  }),
  FormFieldBlueprint.make({
    name: 'version',
    params: { field: async () => createFormField((await load()).versionField) },
  }),
  FormFieldBlueprint.make({
    name: 'namespace',
    params: {
      field: async () => createFormField((await load()).namespaceField),
    },
  }),
  FormFieldBlueprint.make({
    name: 'address',
    params: { field: async () => createFormField((await load()).addressField) },
  }),
  FormFieldBlueprint.make({
    name: 'labels',
    params: { field: async () => createFormField((await load()).labelsField) },
  }),
  FormFieldBlueprint.make({
    name: 'kubeconfig',
    params: {
      field: async () => createFormField((await load()).kubeconfigField),
    },
  }),
  FormFieldBlueprint.make({
    name: 'max-nodes',
    params: {
      field: async () => createFormField((await load()).maxNodesField),
    },
  }),
  FormFieldBlueprint.make({
    name: 'node-selector',
    params: {
      field: async () => createFormField((await load()).nodeSelectorField),
    },
  }),
  FormFieldBlueprint.make({
    name: 'secret-name',
    params: {
      field: async () => createFormField((await load()).secretNameField),
    },
  }),
  FormFieldBlueprint.make({
    name: 'review',
    params: {
      field: async () => createFormField((await load()).reviewField),
    },
  }),
];
