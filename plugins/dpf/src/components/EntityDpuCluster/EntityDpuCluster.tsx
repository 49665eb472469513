import {
  MissingAnnotationEmptyState,
  useEntity,
} from '@backstage/plugin-catalog-react';
import { DPF_ANNOTATIONS } from '@dpf-portal/dpf-model';
import { ClusterCard } from '../ClusterCard/ClusterCard';
import { ClusterPage } from '../ClusterPage/ClusterPage';
import { clusterRefOfEntity } from './clusterRefOfEntity';

/** The card of the DPU cluster that the current entity represents. */
export function EntityDpuClusterCard() {
  const { entity } = useEntity();
  const ref = clusterRefOfEntity(entity);
  return ref ? (
    <ClusterCard clusterRef={ref} />
  ) : (
    <MissingAnnotationEmptyState annotation={DPF_ANNOTATIONS.name} />
  );
}

/** The tab of the DPU cluster that the current entity represents. */
export function EntityDpuClusterContent() {
  const { entity } = useEntity();
  const ref = clusterRefOfEntity(entity);
  return ref ? (
    <ClusterPage clusterRef={ref} />
  ) : (
    <MissingAnnotationEmptyState annotation={DPF_ANNOTATIONS.name} />
  );
}
