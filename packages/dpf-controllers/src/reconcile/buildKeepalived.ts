import {
  CONTROL_PLANE_TOLERATIONS,
  ConfigMap,
  DaemonSet,
  DpuCluster,
  Endpoint,
  KeepalivedForm,
  Toleration,
  keepalivedName,
  readVendorKeepalived,
  ownerReferenceTo,
} from '@dpf-portal/dpf-model';
import { KubeObject, subsetEquals } from '@dpf-portal/kube-controller';
import {
  CONFIG_CHECKSUM_ANNOTATION,
  childLabels,
  labelValue,
  sha256,
} from '@dpf-portal/dpf-world';
import ipaddr from 'ipaddr.js';
import { ReconcileSettings } from './ReconcileContext';
import { CONTROL_PLANE_AFFINITY } from './reconcileControlPlane';
import { ENDPOINT_ANNOTATION, formatEndpoint } from './claimEndpoint';

/** The directory the ConfigMap is mounted at. */
export const KEEPALIVED_DIRECTORY = '/etc/keepalived';

/** Renders keepalived.conf. `usableEndpointOf` has validated every value in it, so it contains no text of a user. */
export function renderKeepalivedConf(endpoint: Endpoint): string {
  const prefix = endpoint.vip.includes(':') ? 128 : 32;
  return `global_defs {
  script_user root
  enable_script_security
}

vrrp_script api_server {
  script "${KEEPALIVED_DIRECTORY}/check-api-server.sh"
  interval 3
  timeout 5
  fall 3
  rise 2
}

vrrp_instance dpu_cluster {
  state BACKUP
  nopreempt
  interface ${endpoint.interface}
  virtual_router_id ${endpoint.virtualRouterID}
  priority 100
  advert_int 1
  virtual_ipaddress {
    ${endpoint.vip}/${prefix}
  }
  track_script {
    api_server
  }
}
`;
}

/** The health check. It moves the VIP to another host when the local control plane does not answer. */
export function renderCheckScript(port: number): string {
  return `#!/bin/sh
# Any answer but success, or none in time, counts as down. The certificate is made out for the VIP, not for this host.
case "$HOST_IP" in
  *:*) host="[$HOST_IP]" ;;
  *) host="$HOST_IP" ;;
esac
exec curl -f -s -k -m 4 -o /dev/null "https://$host:${port}/readyz"
`;
}

function metadata(cluster: DpuCluster): KubeObject['metadata'] {
  return {
    name: keepalivedName(cluster.metadata.name),
    namespace: cluster.metadata.namespace,
    labels: childLabels(cluster),
    ownerReferences: [ownerReferenceTo(cluster)],
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

/** The form of a DaemonSet that this project makes, or made in its first releases. */
export type OwnForm = Extract<KeepalivedForm, 'portal' | 'portalOwnSelector'>;

/**
 * The labels that select keepalived's pods. DPF's own manager from 26.4 on applies its DaemonSet at every pass, and the
 * selector of a DaemonSet cannot be changed, so new ones have the one of DPF's. Existing ones keep theirs.
 */
function selectorOf(
  cluster: DpuCluster,
  form: OwnForm,
): Record<string, string> {
  const { name } = cluster.metadata;
  return form === 'portal'
    ? { 'app.kubernetes.io/name': labelValue(keepalivedName(name)) }
    : {
        'app.kubernetes.io/name': 'keepalived',
        'app.kubernetes.io/instance': labelValue(name),
      };
}

/** keepalived on the control-plane nodes that the cluster's selector names. */
export function buildKeepalivedDaemonSet(
  cluster: DpuCluster,
  options: {
    endpoint: Endpoint;
    configMap: ConfigMap;
    settings: ReconcileSettings;
    /** Besides those of control-plane nodes. */
    tolerations?: readonly Toleration[];
    /** The form of the one that exists. Left out: a new one. */
    form?: OwnForm;
  },
) {
  const { endpoint, configMap, settings, tolerations = [] } = options;
  const selector = selectorOf(cluster, options.form ?? 'portal');
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
          tolerations: [...CONTROL_PLANE_TOLERATIONS, ...tolerations],
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

/** Whether the keepalived that DPF's own manager made serves this endpoint, on the right nodes. */
export function followsVendorKeepalived(
  daemonSet: DaemonSet,
  endpoint: Endpoint,
  port: number,
): boolean {
  const vendor = readVendorKeepalived(daemonSet);
  const { nodeSelector = {} } = daemonSet.spec?.template?.spec ?? {};
  return (
    vendor?.interface === endpoint.interface &&
    vendor.virtualRouterID === String(endpoint.virtualRouterID) &&
    vendor.port === String(port) &&
    vendor.vip !== undefined &&
    ipaddr.isValid(vendor.vip) &&
    ipaddr.parse(vendor.vip).toString() === endpoint.vip &&
    subsetEquals(nodeSelector, endpoint.nodeSelector) &&
    subsetEquals(endpoint.nodeSelector, nodeSelector)
  );
}
