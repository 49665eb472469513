import { KubeObject } from '@dpf-portal/kube-controller';

/** `apps/v1` Deployment, as far as it is read here. */
export interface Deployment extends KubeObject {
  spec?: { replicas?: number };
}

/** `coordination.k8s.io/v1` Lease, as far as it is read here. */
export interface Lease extends KubeObject {
  spec?: {
    holderIdentity?: string | null;
    leaseDurationSeconds?: number;
    acquireTime?: string;
    renewTime?: string;
  };
}
