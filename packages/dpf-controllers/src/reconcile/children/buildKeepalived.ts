import { ConfigMap, DpuCluster, Endpoint } from '@dpf-portal/dpf-model';
import { KubeObject } from '@dpf-portal/kube-controller';
import {
  CONFIG_CHECKSUM_ANNOTATION,
  childLabels,
  keepalivedName,
  labelValue,
  sha256,
} from '@dpf-portal/dpf-world';
import { ReconcileSettings } from '../ReconcileSettings';
import {
  CONTROL_PLANE_AFFINITY,
  CONTROL_PLANE_TOLERATIONS,
} from './buildTenantControlPlane';
import { ENDPOINT_ANNOTATION, formatEndpoint } from './controlPlaneEndpoint';
import { ownerReference } from './ownerReference';
import {
  KEEPALIVED_DIRECTORY,
  renderCheckScript,
  renderKeepalivedConf,
} from './renderKeepalivedConf';

function metadata(cluster: DpuCluster): KubeObject['metadata'] {
  return {
    name: keepalivedName(cluster.metadata.name),
    namespace: cluster.metadata.namespace,
    labels: childLabels(cluster),
    ownerReferences: [ownerReference(cluster)],
  };
}

/** keepalived's configuration and health check. */
export function buildKeepalivedConfigMap(
  cluster: DpuCluster,
  endpoint: Endpoint,
  port: number,
): ConfigMap {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      ...metadata(cluster),
      annotations: {
        [ENDPOINT_ANNOTATION]: formatEndpoint({ address: endpoint.vip, port }),
      },
    },
    data: {
      'keepalived.conf': renderKeepalivedConf(endpoint),
      'check-api-server.sh': renderCheckScript(port),
    },
  };
}

/** keepalived on the control-plane nodes that the cluster's selector names. */
export function buildKeepalivedDaemonSet(
  cluster: DpuCluster,
  options: {
    endpoint: Endpoint;
    configMap: ConfigMap;
    settings: ReconcileSettings;
  },
) {
  const { endpoint, configMap, settings } = options;
  const selector = {
    'app.kubernetes.io/name': 'keepalived',
    'app.kubernetes.io/instance': labelValue(cluster.metadata.name),
  };
  const checksum = sha256(JSON.stringify(configMap.data));
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: metadata(cluster),
    spec: {
      selector: { matchLabels: selector },
      template: {
        metadata: {
          labels: { ...childLabels(cluster), ...selector },
          annotations: { [CONFIG_CHECKSUM_ANNOTATION]: checksum },
        },
        spec: {
          hostNetwork: true,
          automountServiceAccountToken: false,
          ...(Object.keys(endpoint.nodeSelector).length
            ? { nodeSelector: { ...endpoint.nodeSelector } }
            : {}),
          affinity: CONTROL_PLANE_AFFINITY,
          tolerations: CONTROL_PLANE_TOLERATIONS,
          ...(settings.imagePullSecrets.length
            ? {
                imagePullSecrets: settings.imagePullSecrets.map(name => ({
                  name,
                })),
              }
            : {}),
          containers: [keepalivedContainer(settings.keepalivedImage)],
          volumes: [
            {
              name: 'config',
              configMap: { name: configMap.metadata.name, defaultMode: 0o555 },
            },
          ],
        },
      },
    },
  };
}

function keepalivedContainer(image: string) {
  return {
    name: 'keepalived',
    image,
    command: ['keepalived'],
    args: [
      '--dont-fork',
      '--log-console',
      `--use-file=${KEEPALIVED_DIRECTORY}/keepalived.conf`,
    ],
    env: [
      {
        name: 'HOST_IP',
        valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } },
      },
    ],
    resources: { requests: { cpu: '10m', memory: '32Mi' } },
    securityContext: {
      privileged: false,
      allowPrivilegeEscalation: false,
      capabilities: {
        drop: ['ALL'],
        add: ['NET_ADMIN', 'NET_RAW', 'NET_BROADCAST'],
      },
    },
    volumeMounts: [
      { name: 'config', mountPath: KEEPALIVED_DIRECTORY, readOnly: true },
    ],
  };
}
