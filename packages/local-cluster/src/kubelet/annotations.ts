const prefix = 'local-cluster.dpf-portal.io';

/** What tests may write on objects to make the stand-ins misbehave as a data centre does. */
export const FAULT_ANNOTATIONS = {
  /** On a Deployment, a DaemonSet or their namespace: the message with which pod creation fails. */
  failedCreate: `${prefix}/failed-create`,
  /** On a Deployment of a control plane: at most so many replicas are ready. */
  readyReplicas: `${prefix}/ready-replicas`,
  /** On a TenantControlPlane, `"true"`: its VIP answers nobody, while the API server runs. */
  vipDown: `${prefix}/vip-down`,
  /** On a TenantControlPlane, `"true"`: its VIP takes connections and never says a word. */
  vipSilent: `${prefix}/vip-silent`,
  /** On a Node, `"true"`: it is NotReady. */
  nodeNotReady: `${prefix}/not-ready`,
} as const;
