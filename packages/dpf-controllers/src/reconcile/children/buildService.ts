import { DpuCluster, Service } from '@dpf-portal/dpf-model';
import { childLabels, controlPlaneName } from '@dpf-portal/dpf-world';
import { ownerReference } from './ownerReference';

/** The name Kamaji gives, and expects of, the port of the API server. */
export const API_SERVER_PORT_NAME = 'kube-apiserver';

interface NodePortService extends Service {
  spec: {
    type: 'NodePort';
    selector: Record<string, string>;
    ports: Array<{
      name: string;
      protocol: 'TCP';
      port: number;
      targetPort: number;
      nodePort?: number;
    }>;
  };
}

/** The Service that reserves the control plane's NodePort; Kamaji takes it over. */
export function buildService(
  cluster: DpuCluster,
  nodePort?: number,
): NodePortService {
  const name = controlPlaneName(cluster.metadata.name);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name,
      namespace: cluster.metadata.namespace,
      labels: childLabels(cluster),
      ownerReferences: [ownerReference(cluster)],
    },
    spec: {
      type: 'NodePort',
      selector: { 'kamaji.clastix.io/name': name },
      ports: [
        {
          name: API_SERVER_PORT_NAME,
          protocol: 'TCP',
          port: 6443,
          targetPort: 6443,
          ...(nodePort ? { nodePort } : {}),
        },
      ],
    },
  };
}

/** The NodePort the server gave the Service. */
export function nodePortOf(service: Service): number | undefined {
  const { ports = [] } = service.spec ?? {};
  const port = ports.find(({ name }) => name === API_SERVER_PORT_NAME);
  return (port ?? ports[0])?.nodePort;
}
