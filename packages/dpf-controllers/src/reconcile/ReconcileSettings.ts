/** @public */
export interface ReconcileSettings {
  /** Image with keepalived and curl. */
  keepalivedImage: string;
  imagePullSecrets: readonly string[];
  /** Kamaji's data store for new control planes. */
  dataStore: string;
  /** Where the API has no `spec.version`. */
  kubernetesVersion: string;
  controlPlaneReplicas: number;
}

/** @public */
export const DEFAULT_RECONCILE_SETTINGS: ReconcileSettings = {
  keepalivedImage: 'osixia/keepalived:2.0.20',
  imagePullSecrets: [],
  dataStore: 'default',
  kubernetesVersion: 'v1.34.0',
  controlPlaneReplicas: 3,
};
