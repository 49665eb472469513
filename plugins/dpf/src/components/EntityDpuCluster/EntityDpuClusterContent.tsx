import {
  MissingAnnotationEmptyState,
  useEntity,
} from '@backstage/plugin-catalog-react';
import { DPF_ANNOTATIONS } from '@dpf-portal/backstage-plugin-dpf-common';
import { ClusterPage } from '../ClusterPage';
import { clusterRefOfEntity } from './clusterRefOfEntity';

/** The tab of the DPU cluster that the surrounding entity stands for. */
export function EntityDpuClusterContent() {
  const { entity } = useEntity();
  const ref = clusterRefOfEntity(entity);
  return ref ? (
    <ClusterPage clusterRef={ref} />
  ) : (
    <MissingAnnotationEmptyState annotation={DPF_ANNOTATIONS.name} />
  );
}
