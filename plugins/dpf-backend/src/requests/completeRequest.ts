import {
  DpfPolicy,
  DpuClusterApi,
  DpuClusterRequest,
  NewCluster,
  NewControlPlanes,
  defaultMaxNodes,
  expiryTime,
} from '@dpf-portal/dpf-model';
import { createHash } from 'node:crypto';
import { stringify } from 'safe-stable-stringify';
import { adminSecretName } from '../uploads/AdminSecrets';
import { CompletedRequest } from './CompletedRequest';

/**
 * The SHA-256 of a request as the caller sent it, before defaults are filled in: policy and free addresses may differ
 * when the same request comes again. The order of its keys does not count. The handle of an upload is part of it,
 * because another upload means another cluster.
 */
export function requestDigest(request: DpuClusterRequest): string {
  return createHash('sha256').update(stringify(request)).digest('hex');
}

const DAY_MS = 24 * 60 * 60 * 1000;

function expiryOf(
  request: DpuClusterRequest,
  policy: DpfPolicy,
  now: number,
): string | undefined {
  if (request.expires) {
    const time = expiryTime(request.expires);
    return time === undefined ? undefined : new Date(time).toISOString();
  }
  const days =
    request.purpose === 'dev' || request.purpose === 'test'
      ? policy.expiryDays?.[request.purpose]
      : undefined;
  return days === undefined
    ? undefined
    : new Date(now + days * DAY_MS).toISOString();
}

/** The version that the cluster gets, and who decides on it, as far as it is known before the cluster is there. */
function versionOf(
  { type, version }: DpuClusterRequest,
  {
    api,
    policy,
    newControlPlanes,
  }: {
    api: DpuClusterApi;
    policy: DpfPolicy;
    newControlPlanes?: NewControlPlanes;
  },
): NewCluster['version'] {
  if (api.specVersion && (version || type === 'kamaji')) {
    return version
      ? { value: version, setBy: 'request' }
      : { value: policy.version, setBy: 'policy' };
  }
  const given = newControlPlanes?.kubernetesVersion;
  return type === 'kamaji' && given
    ? { value: given, setBy: 'kamajiRole' }
    : undefined;
}

/** Fills in defaults from policy and API. The endpoint is chosen and reserved later. */
export function completeRequest(
  request: DpuClusterRequest,
  context: {
    managementCluster: string;
    policy: DpfPolicy;
    api: DpuClusterApi;
    owner: string;
    requestedBy: string;
    now: number;
    newControlPlanes?: NewControlPlanes;
    clusterLabel?: string;
  },
): CompletedRequest {
  const { policy, api, newControlPlanes } = context;
  const { group, network, keepalived, kubeconfigUpload, ...asked } = request;
  const isKamaji = request.type === 'kamaji';
  return {
    ...asked,
    requestDigest: requestDigest(request),
    requestedBy: context.requestedBy,
    managementCluster: context.managementCluster,
    clusterLabel: context.clusterLabel,
    api,
    namespace: request.namespace ?? policy.namespace,
    owner: context.owner,
    expires: expiryOf(request, policy, context.now),
    maxNodes:
      request.maxNodes ??
      defaultMaxNodes(policy.maxNodes.default, {
        apiLimit: api.maxNodesLimit,
        podRange: isKamaji ? newControlPlanes?.podRange : undefined,
      }),
    version: api.specVersion ? request.version ?? policy.version : undefined,
    shownVersion: versionOf(request, context),
    kubeconfigSecret:
      request.type === 'static'
        ? request.kubeconfigSecret ?? adminSecretName(request.name)
        : undefined,
  };
}
