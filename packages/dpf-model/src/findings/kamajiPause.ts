import { DpuCluster } from '../cluster/DpuCluster';
import { TenantControlPlane } from '../cluster/kubernetesObjects';
import { controlPlaneOf, isKamaji } from './clusterState';
import { World } from './World';

/** Kamaji does nothing about a TenantControlPlane that has this annotation, whatever its value is. */
export const KAMAJI_PAUSED_ANNOTATION = 'kamaji.clastix.io/paused';

/** Whether Kamaji is paused for a control plane. */
export function isPausedForKamaji(
  controlPlane: TenantControlPlane | undefined,
): boolean {
  return (
    controlPlane?.metadata.annotations?.[KAMAJI_PAUSED_ANNOTATION] !== undefined
  );
}

/** Whether Kamaji is paused for the control plane of a cluster's name, whoever owns it. */
export function isKamajiPaused(
  cluster: DpuCluster,
  world: Pick<World, 'tenantControlPlane'>,
): boolean {
  return isKamaji(cluster) && isPausedForKamaji(controlPlaneOf(cluster, world));
}

/** The command that ends Kamaji's pause for a control plane. */
export function endKamajiPause({
  namespace,
  name,
}: {
  namespace?: string;
  name: string;
}): string {
  return `\`kubectl -n ${namespace} annotate tenantcontrolplane ${name} ${KAMAJI_PAUSED_ANNOTATION}-\``;
}

/** A remedy that Kamaji must carry out. While Kamaji is paused, ending the pause is its first step. */
export function byKamaji(
  cluster: DpuCluster,
  world: Pick<World, 'tenantControlPlane'>,
  remedy: string,
): string {
  return isKamajiPaused(cluster, world)
    ? `End Kamaji's pause first: ${endKamajiPause(cluster.metadata)}. ${remedy}`
    : remedy;
}
