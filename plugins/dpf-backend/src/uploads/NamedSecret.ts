import { DPF_ANNOTATIONS } from '@dpf-portal/dpf-model';
import {
  KUBECONFIG_KEYS,
  ManagementClusterConnection,
} from '@dpf-portal/dpf-world';
import { CORE_RESOURCES, isNotFound } from '@dpf-portal/kube-controller';
import { adminSecretName, isLeftOver } from './AdminSecrets';
import { Secret } from './Secret';
import { secretError } from './uploadErrors';

const PORTAL_PREFIX = 'dpf-portal.io/';
/** Types to which Kubernetes itself gives a purpose, such as kubernetes.io/service-account-token. */
const KUBERNETES_TYPE = /(^|\.)kubernetes\.io\//;

/** The facts that decide whether a request may use a Secret that the portal did not make. Never its content. */
export interface NamedSecret {
  /** The annotation dpf-portal.io/owner, as it is written there. */
  owner?: string;
  /** It holds an admin kubeconfig, and no other object and no other part of the portal uses it. */
  isFree: boolean;
}

function holdsKubeconfig({ type = '', data = {} }: Secret): boolean {
  return !KUBERNETES_TYPE.test(type) && KUBECONFIG_KEYS.some(key => data[key]);
}

/** Uploads, admin kubeconfigs and whatever else the portal keeps carry its labels or annotations. */
function isMadeByPortal({ metadata }: Secret): boolean {
  const { labels = {}, annotations = {} } = metadata;
  return [...Object.keys(labels), ...Object.keys(annotations)].some(
    key => key.startsWith(PORTAL_PREFIX) && key !== DPF_ANNOTATIONS.owner,
  );
}

/** Reads the Secret that a request names; `undefined` when there is none. */
export async function readNamedSecret(
  connection: ManagementClusterConnection,
  namespace: string,
  name: string,
  /** Of the new cluster. */
  clusterName: string,
): Promise<NamedSecret | undefined> {
  let secret: Secret;
  try {
    secret = await connection.client.get<Secret>(CORE_RESOURCES.secrets, {
      namespace,
      name,
    });
  } catch (error) {
    if (isNotFound(error)) {
      return undefined;
    }
    throw secretError(error, connection.name, namespace);
  }
  const { annotations, ownerReferences, deletionTimestamp } = secret.metadata;
  // What the portal made for an earlier cluster of this name serves the cluster that is made again.
  const isAgain = isLeftOver(secret) && name === adminSecretName(clusterName);
  return {
    owner: annotations?.[DPF_ANNOTATIONS.owner],
    isFree:
      holdsKubeconfig(secret) &&
      (isAgain || !isMadeByPortal(secret)) &&
      !ownerReferences?.length &&
      !deletionTimestamp,
  };
}
