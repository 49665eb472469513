import {
  DpuCluster,
  clusterLabelOf,
  dpuClusterAnnotations,
} from '@dpf-portal/dpf-model';
import { ResourceType } from '@dpf-portal/kube-controller';
import { CompletedRequest } from './CompletedRequest';

/** The resource a served DPUCluster API has. */
export function dpuClusterResource(api: {
  group: string;
  version: string;
}): ResourceType {
  return {
    group: api.group,
    version: api.version,
    plural: 'dpuclusters',
    kind: 'DPUCluster',
    namespaced: true,
  };
}

/** The resource a DPUCluster was read from. */
export function resourceOf(cluster: DpuCluster): ResourceType {
  const [group, version] = (cluster.apiVersion ?? '').split('/');
  return dpuClusterResource({ group, version });
}

/** Builds the DPUCluster of a request. */
export function toDpuCluster(request: CompletedRequest): DpuCluster {
  const { api, keepalived } = request;
  const identity = clusterLabelOf(request, request.clusterLabel);
  return {
    apiVersion: `${api.group}/${api.version}`,
    kind: 'DPUCluster',
    metadata: {
      name: request.name,
      namespace: request.namespace,
      labels: { ...request.labels, [identity.key]: identity.value },
      annotations: dpuClusterAnnotations(request),
    },
    spec: {
      type: request.type,
      maxNodes: request.maxNodes,
      ...(request.version && { version: request.version }),
      ...(request.kubeconfigSecret && { kubeconfig: request.kubeconfigSecret }),
      ...(keepalived && { clusterEndpoint: { keepalived } }),
    },
  };
}
