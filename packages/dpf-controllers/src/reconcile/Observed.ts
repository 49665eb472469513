import {
  ConfigMap,
  DaemonSet,
  Endpoint,
  Service,
  TenantControlPlane,
  TenantObservation,
} from '@dpf-portal/dpf-model';
import { KubeconfigSecret } from '@dpf-portal/dpf-world';
import { ClusterManagerResult } from '../clusterManager/ClusterManager';
import { Problem } from './Problem';

/** An upgrade of the control plane that is under way. */
export interface Upgrade {
  /** The installed version. */
  from: string;
  /** The version that is being installed; the same as `from` while the next one waits for its start. */
  to: string;
  /** What is to follow. */
  next?: string;
}

/** What the phases of one pass found. The conditions are functions of it. */
export interface Observed {
  /** Where the control plane is to be reached; once it runs, where it is. */
  endpoint?: Endpoint;
  /** The pod range of a control plane that is to be made. */
  podCidr?: string;
  /** NodePort of the control plane. */
  port?: number;
  /** Ours, as are all children here. */
  service?: Service;
  controlPlane?: TenantControlPlane;
  configMap?: ConfigMap;
  daemonSet?: DaemonSet;
  kubeconfig?: KubeconfigSecret;
  health?: TenantObservation;
  manager?: ClusterManagerResult;
  /** Keeps `Created` from being True. */
  problem?: Problem;
  /** The cluster is not begun, for `problem`; a phase of Pending stays. */
  isHeldBack?: boolean;
  /** Keeps `KeepalivedReady` from being True. */
  keepalivedProblem?: Problem;
  /** An edit that was refused; the cluster goes on as it was. */
  refusedEdit?: Problem;
  /** Where the API has `spec.version`. */
  upgrade?: Upgrade;
  /** Where it has none: Kamaji has been asked for a version that is not installed yet. */
  upgrading?: boolean;
}
