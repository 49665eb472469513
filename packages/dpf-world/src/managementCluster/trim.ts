import {
  Condition,
  KubeObject,
  LeaseObject,
  ObjectMeta,
} from '@dpf-portal/kube-controller';
import {
  DaemonSet,
  DpfOperatorConfig,
  Dpu,
  FIELD_MANAGERS,
  KubeNode,
  LONGEST_NAME,
  Taint,
  TenantControlPlane,
  boundedConditions,
  boundedText,
  clusterOfKeepalived,
} from '@dpf-portal/dpf-model';
import { SharedParts } from './SharedParts';

// More are a mistake: Kubernetes tries them one after the other.
const MOST_PULL_SECRETS = 50;

/** Bounds a name or a word of a status, because the author of the object chooses its length. */
function bounded(text: string | undefined): string | undefined {
  return text === undefined ? undefined : boundedText(text, LONGEST_NAME);
}

/** Of these texts those that are there, each bounded. */
function boundedFields(
  fields: Record<string, string | undefined>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, text]) =>
      text ? [[name, boundedText(text, LONGEST_NAME)]] : [],
    ),
  );
}

/** The metadata that is kept of an object that others write. */
function trimMetadata(metadata: ObjectMeta): ObjectMeta {
  const { name, namespace, uid, resourceVersion, ownerReferences } = metadata;
  return {
    name,
    namespace,
    uid,
    resourceVersion,
    generation: metadata.generation,
    creationTimestamp: metadata.creationTimestamp,
    deletionTimestamp: metadata.deletionTimestamp,
    ownerReferences,
  };
}

/**
 * True for an object with an owner reference to a DPUCluster of any group.
 *
 * @public
 */
export function ownedByDpuCluster(object: KubeObject): boolean {
  return (object.metadata.ownerReferences ?? []).some(
    ({ kind, apiVersion }) =>
      kind === 'DPUCluster' && apiVersion.startsWith('provisioning.'),
  );
}

const MOST_NODE_ADDRESSES = 20;
/** Kubernetes sets up to seven by itself. */
const MOST_TAINTS = 50;

function trimTaint({ key, value, effect }: Taint): Taint {
  return {
    key: boundedText(key, LONGEST_NAME),
    ...(value ? { value: boundedText(value, LONGEST_NAME) } : {}),
    effect: boundedText(effect, LONGEST_NAME),
  };
}

export function trimNode(node: KubeNode): KubeNode {
  const { podCIDR, podCIDRs, taints, unschedulable } = node.spec ?? {};
  const spec = {
    ...(podCIDR ? { podCIDR } : {}),
    ...(podCIDRs ? { podCIDRs } : {}),
    ...(taints?.length
      ? { taints: taints.slice(0, MOST_TAINTS).map(trimTaint) }
      : {}),
    ...(unschedulable ? { unschedulable } : {}),
  };
  const addresses = (node.status?.addresses ?? [])
    .filter(({ type }) => type === 'InternalIP' || type === 'ExternalIP')
    .slice(0, MOST_NODE_ADDRESSES);
  const ready = (node.status?.conditions ?? []).filter(
    ({ type }) => type === 'Ready',
  );
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { ...trimMetadata(node.metadata), labels: node.metadata.labels },
    ...(Object.keys(spec).length ? { spec } : {}),
    status: {
      conditions: ready.map(({ type, status }) => ({ type, status })),
      ...(addresses.length && {
        addresses: addresses.map(({ type, address }) => ({
          type,
          address: boundedText(address, LONGEST_NAME),
        })),
      }),
    },
  };
}

/** The labels that DPF sets on a DPU. Others are dropped: there may be many, and there are thousands of DPUs. */
const DPU_LABEL = /\/(dpuset|dpunode|dpudevice)-name(space)?$/;
const MOST_DPU_CONDITIONS = 10;
const LONGEST_DPU_MESSAGE = 300;

function trimDpuLabels(
  labels: Record<string, string> = {},
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).filter(([key]) => DPU_LABEL.test(key)),
  );
}

function newestOf(
  conditions: readonly Condition[] | undefined,
): Condition | undefined {
  const at = ({ lastTransitionTime }: Condition) =>
    Date.parse(lastTransitionTime ?? '') || 0;
  return conditions?.length
    ? conditions.reduce((last, one) => (at(one) >= at(last) ? one : last))
    : undefined;
}

/** Keeps, of about twenty conditions of a DPU, those that report a problem and those that are looked up by name. */
function trimDpuConditions(
  conditions: readonly Condition[] | undefined,
  wanted: readonly string[],
  newest?: Condition,
): Condition[] | undefined {
  const kept = conditions?.filter(
    condition =>
      condition.status !== 'True' ||
      condition === newest ||
      wanted.includes(condition.type),
  );
  return (
    kept &&
    boundedConditions(kept.slice(0, MOST_DPU_CONDITIONS)).map(condition => ({
      ...condition,
      message: boundedText(condition.message, LONGEST_DPU_MESSAGE),
    }))
  );
}

/** Of the state that only some DPUs have, what is there. */
function trimDpuState(
  status: Dpu['status'],
): Pick<
  NonNullable<Dpu['status']>,
  'outdated' | 'rebootStatus' | 'agentStatus' | 'dpfVersion' | 'bfbVersion'
> {
  const { outdated, rebootStatus, agentStatus } = status ?? {};
  return {
    ...(outdated && {
      outdated: {
        reason: bounded(outdated.reason),
        timeStamp: bounded(outdated.timeStamp),
      },
    }),
    ...(rebootStatus && {
      rebootStatus: {
        reason: bounded(rebootStatus.reason),
        lastTransitionTime: bounded(rebootStatus.lastTransitionTime),
      },
    }),
    ...(agentStatus?.kubeletVersion && {
      agentStatus: { kubeletVersion: bounded(agentStatus.kubeletVersion) },
    }),
    ...(status?.dpfVersion && { dpfVersion: bounded(status.dpfVersion) }),
    ...(status?.bfbVersion && { bfbVersion: bounded(status.bfbVersion) }),
  };
}

export function trimDpu(
  { apiVersion, metadata, spec, status }: Dpu,
  parts: SharedParts,
): Dpu {
  const { cluster, nodeEffect } = spec ?? {};
  const previous =
    status?.phase === 'Ready' ? undefined : status?.previousPhase;
  // A DPU that has a cluster keeps it, whatever its selector.
  const selector = cluster?.name ? undefined : cluster?.selector;
  return {
    apiVersion,
    kind: 'DPU',
    metadata: {
      ...trimMetadata(metadata),
      labels: trimDpuLabels(metadata.labels),
    },
    spec: {
      nodeName: bounded(spec?.nodeName),
      dpuNodeName: bounded(spec?.dpuNodeName),
      ...boundedFields({
        dpuDeviceName: spec?.dpuDeviceName,
        serialNumber: spec?.serialNumber,
        pciAddress: spec?.pciAddress,
        bfb: spec?.bfb,
        blueFieldSoftware: spec?.blueFieldSoftware,
        dpuFlavor: spec?.dpuFlavor,
      }),
      cluster: cluster && {
        name: cluster.name,
        namespace: cluster.namespace,
        ...(selector && { selector: parts.fieldsOf(selector) }),
      },
      ...(nodeEffect?.hold && { nodeEffect: { hold: true } }),
    },
    status: {
      phase: bounded(status?.phase),
      ...boundedFields({ previousPhase: previous }),
      conditions: trimDpuConditions(
        status?.conditions,
        ['Error', 'Ready'],
        // Tells when a DPU that is being provisioned last got on.
        status?.phase === 'Ready' ? undefined : newestOf(status?.conditions),
      ),
      operationalConditions: trimDpuConditions(status?.operationalConditions, [
        'OperationalReady',
      ]),
      ...trimDpuState(status),
    },
  };
}

export function trimOperatorConfig(
  config: DpfOperatorConfig,
): DpfOperatorConfig {
  const { spec = {}, status = {} } = config;
  const { kamajiClusterManager: kamaji } = spec;
  const encryption = kamaji?.etcdEncryptionAtRest;
  return {
    apiVersion: config.apiVersion,
    kind: 'DPFOperatorConfig',
    metadata: trimMetadata(config.metadata),
    spec: {
      deploymentMode: bounded(spec.deploymentMode),
      imagePullSecrets: spec.imagePullSecrets
        ?.slice(0, MOST_PULL_SECRETS)
        .map(name => boundedText(name, LONGEST_NAME)),
      flannel: { podCIDR: bounded(spec.flannel?.podCIDR) },
      monitoring: { disable: spec.monitoring?.disable },
      kamajiClusterManager: {
        disable: kamaji?.disable,
        ...(encryption && {
          etcdEncryptionAtRest: { provider: bounded(encryption.provider) },
        }),
      },
      staticClusterManager: { disable: spec.staticClusterManager?.disable },
    },
    status: {
      version: bounded(status.version),
      targetVersion: bounded(status.targetVersion),
      conditions: status.conditions && trimConfigConditions(status.conditions),
    },
  };
}

/** DPF's check before an upgrade names each DPU that is not ready, on a line of its own. */
const LONGEST_VALIDATION = 64_000;

function trimConfigConditions(conditions: readonly Condition[]): Condition[] {
  return boundedConditions(conditions).map((condition, nth) =>
    condition.type === 'PreUpgradeValidationReady'
      ? {
          ...condition,
          message: (conditions[nth].message ?? '')
            .slice(0, LONGEST_VALIDATION)
            .split(/\r?\n/)
            .map(line => boundedText(line))
            .join('\n'),
        }
      : condition,
  );
}

interface FieldOwner {
  manager?: string;
  time?: string;
  fieldsV1?: { 'f:spec'?: { 'f:kubernetes'?: { 'f:version'?: object } } };
}

function isWrittenByPortal({
  managedFields = [],
}: ObjectMeta & { managedFields?: FieldOwner[] }): boolean {
  return managedFields.some(({ manager }) => manager === FIELD_MANAGERS.kamaji);
}

/**
 * Keeps the whole object if a DPUCluster owns it, because its drift is checked, and if it is named as a keepalived, which
 * may have lost its owner. Others are kept as bare metadata.
 */
export function trimDaemonSet(
  daemonSet: DaemonSet,
  parts: SharedParts,
): DaemonSet {
  const { metadata, spec, status } = daemonSet;
  const known = { apiVersion: 'apps/v1', kind: 'DaemonSet' };
  if (
    !ownedByDpuCluster(daemonSet) &&
    clusterOfKeepalived(metadata.name) === undefined
  ) {
    return { ...known, metadata: trimMetadata(metadata) };
  }
  const { template, ...others } = spec ?? {};
  return {
    ...known,
    ...(isWrittenByPortal(metadata) ? { hasFieldsOfPortal: true } : {}),
    metadata,
    spec: spec && {
      ...parts.fieldsOf(others),
      template: template && {
        ...template,
        spec: template.spec && parts.fieldsOf(template.spec),
      },
    },
    status,
  };
}

/** When the owner of `spec.kubernetes.version` last wrote, as the server recorded it. */
function versionRequestedAt(
  metadata: ObjectMeta & { managedFields?: FieldOwner[] },
): string | undefined {
  return metadata.managedFields
    ?.filter(
      ({ fieldsV1 }) => fieldsV1?.['f:spec']?.['f:kubernetes']?.['f:version'],
    )
    .flatMap(({ time }) => time ?? [])
    .sort()
    .at(-1);
}

export function trimTenantControlPlane(
  tcp: TenantControlPlane,
  parts: SharedParts,
): TenantControlPlane {
  const { spec, status } = tcp;
  const requestedAt = versionRequestedAt(tcp.metadata);
  const { deployment, version } = status?.kubernetesResources ?? {};
  return {
    apiVersion: tcp.apiVersion,
    kind: 'TenantControlPlane',
    metadata: tcp.metadata,
    ...(requestedAt ? { versionRequestedAt: requestedAt } : {}),
    spec: spec && parts.fieldsOf(spec),
    status: status && {
      controlPlaneEndpoint: bounded(status.controlPlaneEndpoint),
      kubernetesResources: {
        version: version && {
          status: bounded(version.status),
          version: bounded(version.version),
        },
        deployment: deployment && {
          readyReplicas: deployment.readyReplicas,
          replicas: deployment.replicas,
        },
      },
      kubeconfig: {
        admin: {
          secretName: bounded(status.kubeconfig?.admin?.secretName),
          lastUpdate: bounded(status.kubeconfig?.admin?.lastUpdate),
        },
      },
      certificates: {
        apiServer: {
          lastUpdate: bounded(status.certificates?.apiServer?.lastUpdate),
        },
      },
    },
  };
}

export function trimDeployment(deployment: Deployment): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: trimMetadata(deployment.metadata),
    spec: { replicas: deployment.spec?.replicas },
  };
}

export function trimLease(lease: LeaseObject): LeaseObject {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      ...trimMetadata(lease.metadata),
      annotations: lease.metadata.annotations,
    },
    spec: lease.spec,
  };
}

/** The metadata that is kept of an object with irrelevant content. */
export function trimToName(object: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, generation } = object.metadata;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: { name, namespace, uid, resourceVersion, generation },
  };
}

/** `apps/v1` Deployment, as far as it is read here. */
export interface Deployment extends KubeObject {
  spec?: { replicas?: number };
}
