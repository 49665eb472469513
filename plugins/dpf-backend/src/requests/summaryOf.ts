import { CompletedRequest } from './CompletedRequest';

/** What a request will make, in one sentence. */
export function summaryOf(request: CompletedRequest): string {
  const { keepalived, network } = request;
  const parts = [
    `Namespace ${request.namespace} on ${request.managementCluster}, owner ${request.owner}, up to ${request.maxNodes} DPUs`,
    keepalived &&
      `VIP ${keepalived.vip} with virtual router ${
        keepalived.virtualRouterID
      } on ${keepalived.interface}${network ? ` (network ${network})` : ''}`,
    (request.version ?? request.givenVersion) &&
      `Kubernetes ${request.version ?? request.givenVersion}`,
    request.kubeconfigSecret && `kubeconfig in ${request.kubeconfigSecret}`,
    request.expires && `expires ${request.expires.slice(0, 10)}`,
  ];
  return `${parts.filter(Boolean).join(', ')}.`;
}
