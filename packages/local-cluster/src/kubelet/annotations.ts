const prefix = 'local-cluster.dpf-portal.io';

/** Annotations by which tests make the stand-ins simulate faults. */
export const FAULT_ANNOTATIONS = {
  /** On a Deployment, a DaemonSet or their namespace: the message with which pod creation fails. */
  failedCreate: `${prefix}/failed-create`,
  /** On a Deployment of a control plane: the maximum number of ready replicas. */
  readyReplicas: `${prefix}/ready-replicas`,
  /** On a TenantControlPlane, `"true"`: its VIP refuses connections although the API server runs. */
  vipDown: `${prefix}/vip-down`,
  /** On a TenantControlPlane, `"true"`: its VIP accepts connections but never answers. */
  vipSilent: `${prefix}/vip-silent`,
  /** On a Node, `"true"`: the Node is NotReady. */
  nodeNotReady: `${prefix}/not-ready`,
} as const;
