import type { KubeObject } from '@dpf-portal/kube-controller';
import type { Taint, Toleration } from '../managementCluster/tolerations';

/** A JSON patch of a kubelet's configuration. @public */
export interface JsonPatch {
  op: string;
  path: string;
  value?: unknown;
}

/** A volume of a control plane's pods. Of its kinds of content only the one is named that this project writes. @public */
export interface AdditionalVolume {
  name: string;
  downwardAPI?: {
    items?: Array<{ path: string; fieldRef?: { fieldPath: string } }>;
  };
}

/** Kamaji's TenantControlPlane, as far as this project reads it. @public */
export interface TenantControlPlane extends KubeObject {
  /** When its version was last requested, RFC 3339, as the server recorded who wrote which field. No field of Kamaji's. */
  versionRequestedAt?: string;
  spec?: {
    dataStore?: string;
    networkProfile?: {
      address?: string;
      port?: number;
      podCidr?: string;
      /** Takes precedence over `podCidr`, if Kamaji has the field. */
      podCidrs?: string[];
      serviceCidrs?: string[];
    };
    kubernetes?: {
      version?: string;
      kubelet?: {
        cgroupfs?: string;
        preferredAddressTypes?: string[];
        configurationJSONPatches?: JsonPatch[];
      };
      admissionControllers?: string[];
    };
    controlPlane?: {
      deployment?: {
        replicas?: number;
        tolerations?: Toleration[];
        extraArgs?: {
          apiServer?: string[];
          controllerManager?: string[];
          scheduler?: string[];
        };
        podAdditionalMetadata?: {
          labels?: Record<string, string>;
          annotations?: Record<string, string>;
        };
        additionalVolumes?: AdditionalVolume[];
        additionalVolumeMounts?: {
          apiServer?: Array<{
            name: string;
            mountPath: string;
            subPath?: string;
            readOnly?: boolean;
          }>;
        };
      };
    };
  };
  status?: {
    controlPlaneEndpoint?: string;
    kubernetesResources?: {
      version?: { status?: string; version?: string };
      deployment?: { readyReplicas?: number; replicas?: number };
    };
    /** `lastUpdate`: when Kamaji last issued the certificate; RFC 3339. */
    kubeconfig?: { admin?: { secretName?: string; lastUpdate?: string } };
    certificates?: { apiServer?: { lastUpdate?: string } };
  };
}

/** A container of a pod template, as far as this project reads it. @public */
export interface PodContainer {
  name?: string;
  env?: Array<{ name: string; value?: string }>;
}

/** `apps/v1` DaemonSet, as far as this project reads it. @public */
export interface DaemonSet extends KubeObject {
  /** The server records this project as the writer of some of its fields. No field of Kubernetes'. */
  hasFieldsOfPortal?: true;
  spec?: {
    selector?: { matchLabels?: Record<string, string> };
    template?: {
      metadata?: { labels?: Record<string, string> };
      spec?: {
        nodeSelector?: Record<string, string>;
        tolerations?: Toleration[];
        initContainers?: PodContainer[];
        containers?: PodContainer[];
        volumes?: Array<{ name?: string; configMap?: { name?: string } }>;
      };
    };
  };
  status?: {
    desiredNumberScheduled?: number;
    currentNumberScheduled?: number;
    numberReady?: number;
    observedGeneration?: number;
  };
}

/** `v1` Service, as far as this project reads it. @public */
export interface Service extends KubeObject {
  spec?: {
    type?: string;
    selector?: Record<string, string>;
    ports?: Array<{
      name?: string;
      protocol?: string;
      port: number;
      targetPort?: number | string;
      nodePort?: number;
    }>;
    externalIPs?: string[];
    loadBalancerIP?: string;
  };
  status?: { loadBalancer?: { ingress?: Array<{ ip?: string }> } };
}

/** `v1` ConfigMap. @public */
export interface ConfigMap extends KubeObject {
  data?: Record<string, string>;
}

/** `v1` Node, as far as this project reads it. @public */
export interface KubeNode extends KubeObject {
  spec?: {
    podCIDR?: string;
    podCIDRs?: string[];
    taints?: Taint[];
    /** It is cordoned. */
    unschedulable?: boolean;
  };
  status?: {
    conditions?: Array<{ type: string; status: string }>;
    addresses?: Array<{ type: string; address: string }>;
  };
}
