import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';

/** The button Edit and its dialogs. */
export function EditMenu(_props: {
  cluster: DpuClusterView;
  onChanged(): void;
}) {
  return null;
}
