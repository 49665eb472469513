import {
  ControlPlaneSettings,
  DEFAULT_DATA_STORE,
} from '@dpf-portal/dpf-model';

/** @public */
export interface ReconcileSettings extends ControlPlaneSettings {
  /** Image with keepalived and curl. */
  keepalivedImage: string;
  imagePullSecrets: readonly string[];
  /** Kamaji's data store for new control planes. */
  dataStore: string;
  controlPlaneReplicas: number;
}

/** @public */
export const DEFAULT_RECONCILE_SETTINGS: ReconcileSettings = {
  keepalivedImage: 'osixia/keepalived:2.0.20',
  imagePullSecrets: [],
  dataStore: DEFAULT_DATA_STORE,
  controlPlaneReplicas: 3,
};
