import { KubeObject } from '@dpf-portal/kube-controller';

/** `apps/v1` Deployment, as far as it is read here. */
export interface Deployment extends KubeObject {
  spec?: { replicas?: number };
}
