import type { Condition } from '@dpf-portal/kube-controller';
import { DpuCluster } from '../cluster/DpuCluster';
import {
  controlPlaneVersions,
  isBeingUpgraded,
  otherVersion,
  parseVersion,
} from '../upgrade/versions';
import { secretNameProblem } from '../request/fields/requestFields';
import { isKamaji, isStarting, ownControlPlaneOf } from './clusterState';
import { Finding, FindingCode } from './Finding';
import {
  REPLACE_KUBECONFIG,
  SHOW_DATA_STORES,
  SHOW_KAMAJI,
  askForVersion,
  scaleUp,
} from './phrases';
import { byKamaji } from './kamajiPause';
import { isAboutKamajisWebhook, webhookRemedy } from './webhookAway';
import { World } from './World';

/**
 * Maps reasons of conditions to the code of the finding with the same meaning. Both strings are a contract and do not
 * change. A reason that is not here is the code itself.
 */
const CODES: Readonly<
  Record<string, 'KubeconfigUnusable' | 'CertificateExpiring'>
> = {
  EmptyKubeconfig: 'KubeconfigUnusable',
  SecretNotFound: 'KubeconfigUnusable',
  SecretNotReadable: 'KubeconfigUnusable',
  KeyMissing: 'KubeconfigUnusable',
  Invalid: 'KubeconfigUnusable',
  Unsafe: 'KubeconfigUnusable',
  CertificateExpired: 'CertificateExpiring',
};

/**
 * The code of the finding for a condition with this reason, if a phase of the reconciler wrote it.
 *
 * @public
 */
export function findingCodeOf(reason: string): string {
  return Object.hasOwn(CODES, reason) ? CODES[reason] : reason;
}

/** Ready repeats one of them, unless another controller writes them. */
const RECORDED_ON = ['Created', 'KeepalivedReady'];
/** Written only here, so they count on the conditions of every type. */
const STOPPED_BY_WEBHOOK = ['WebhookAway', 'KamajiAway'];

type Advice = Pick<Finding, 'severity' | 'blocking' | 'remedy' | 'who'>;

type Adviser = (
  cluster: DpuCluster,
  world: World,
  /** The message of the condition. */
  message: string,
) => Advice;

/** Only the platform team can change it, and no waiting helps. */
const FOR_PLATFORM = {
  severity: 'error',
  blocking: true,
  who: 'platform',
} as const;

/** The message of Kamaji's webhook about a version that is newer than it can install. */
function isTooNewForKamaji(message: string): boolean {
  return /version greater than the supported/.test(message);
}

const CHECK_KAMAJI = `Check that Kamaji runs, which answers its webhook: ${SHOW_KAMAJI}.`;

const CHOOSE_VERSION =
  'Upgrade Kamaji, or choose a version that it supports: in spec.version where the API has it, else by the setting kubernetesVersion.';

const REJECTED =
  'Correct what the message names: a field, a missing right, or a webhook or policy that rejects the object. `kubectl get validatingwebhookconfigurations,validatingadmissionpolicies` lists them, and dpf-controllers doctor checks the rights.';

function rejected(): Advice {
  return { ...FOR_PLATFORM, remedy: REJECTED };
}

function withdrawVersion(cluster: DpuCluster, world: World): string {
  const controlPlane = ownControlPlaneOf(cluster, world);
  const versions = controlPlaneVersions(controlPlane);
  if (isBeingUpgraded(controlPlane)) {
    const other = otherVersion(versions);
    return other
      ? `Kamaji goes back within a minor version only. Ask for ${other}: ${askForVersion(
          cluster,
          world,
          other,
        )}.`
      : 'Ask for a version that the message allows.';
  }
  const version = [versions.requested, versions.installed].find(
    known => known && parseVersion(known),
  );
  return version
    ? `Ask for a version that the message allows, or go back: ${askForVersion(
        cluster,
        world,
        version,
      )}.`
    : 'Ask for a version that the message allows.';
}

/** What makes Kamaji write the admin Secret of a control plane again. */
function remakeSecret(cluster: DpuCluster, world: World): string {
  const unless =
    "If it does not, look at Kamaji's log: it stops too while the data store is down.";
  if (world.kubeconfigSecret(cluster)?.state === 'missing') {
    return `Kamaji recreates the Secret. ${unless}`;
  }
  const { namespace } = cluster.metadata;
  const { kubeconfig = '' } = cluster.spec;
  const command = secretNameProblem(kubeconfig)
    ? ''
    : ` Run: \`kubectl -n ${namespace} delete secret ${kubeconfig}\`.`;
  return `Delete the Secret; Kamaji recreates it.${command} ${unless}`;
}

/**
 * By the reason of a condition, or by its code: what to do about what only a phase of the reconciler could tell, by a write
 * or by a Secret that the portal may not read. The sentence is the condition's message.
 */
const ADVISERS = {
  KamajiMissing: cluster => ({
    severity: isStarting(cluster) ? 'error' : 'warning',
    blocking: isStarting(cluster),
    remedy: 'Install Kamaji.',
    who: 'platform',
  }),
  DataStoreMissing: () => ({
    ...FOR_PLATFORM,
    remedy: `Create the DataStore, then create this cluster again. To see which exist, run: ${SHOW_DATA_STORES}.`,
  }),
  KamajiAway: () => ({
    ...FOR_PLATFORM,
    blocking: false,
    remedy: CHECK_KAMAJI,
  }),
  WebhookAway: (cluster, _world, message) => ({
    severity: cluster.status?.phase === 'Ready' ? 'warning' : 'error',
    blocking: false,
    remedy: webhookRemedy(message),
    who: 'platform',
  }),
  ControlPlaneRefused: (_cluster, _world, message) =>
    isTooNewForKamaji(message)
      ? { ...FOR_PLATFORM, remedy: CHOOSE_VERSION }
      : rejected(),
  QuotaExceeded: ({ metadata: { namespace } }) => ({
    ...FOR_PLATFORM,
    remedy: `Run: \`kubectl -n ${namespace} describe resourcequota\`. Then raise the quota, or delete what is not needed.`,
  }),
  NodePortsExhausted: () => ({
    ...FOR_PLATFORM,
    remedy:
      'Run: `kubectl get services -A`. Delete Services of type NodePort or LoadBalancer that are not needed, or widen --service-node-port-range of the API server.',
  }),
  ServiceRefused: rejected,
  ConfigMapRefused: rejected,
  DaemonSetRefused: rejected,
  UpgradeRefused: (cluster, world, message) => {
    if (isAboutKamajisWebhook(message)) {
      return {
        severity: 'warning',
        blocking: false,
        remedy: CHECK_KAMAJI,
        who: 'platform',
      };
    }
    const isAskedInSpec = cluster.spec.version !== undefined;
    const remedy = isAskedInSpec
      ? withdrawVersion(cluster, world)
      : 'Set kubernetesVersion to a version that this Kamaji supports, or upgrade Kamaji.';
    return {
      severity: 'warning',
      blocking: false,
      remedy: isTooNewForKamaji(message) ? CHOOSE_VERSION : remedy,
      who: isAskedInSpec ? 'owner' : 'platform',
    };
  },
  NodePortLost: ({ metadata: { name } }) => ({
    ...FOR_PLATFORM,
    remedy: `Run: \`kubectl get services -A\`. If another Service has the port, free it; else restore Service ${name} with its port. Where that is not possible, create a new cluster and move the DPUs there.`,
  }),
  Sleeping: (cluster, world) => ({
    severity: 'error',
    blocking: false,
    remedy: byKamaji(cluster, world, scaleUp(cluster)),
    who: 'platform',
  }),
  KubeconfigUnusable: (cluster, world) => ({
    severity: 'error',
    blocking: !isKamaji(cluster) && isStarting(cluster),
    ...(isKamaji(cluster)
      ? {
          remedy: byKamaji(cluster, world, remakeSecret(cluster, world)),
          who: 'platform',
        }
      : { remedy: REPLACE_KUBECONFIG, who: 'owner' }),
  }),
  SecretNotReadable: ({ metadata: { namespace } }) => ({
    ...FOR_PLATFORM,
    remedy: `Let the controllers read Secrets in namespace ${namespace}: bind dpf-controllers-secrets there. To check it, run: \`dpf-controllers doctor\`.`,
  }),
  CertificateExpiring: () => ({
    severity: 'error',
    blocking: false,
    remedy: REPLACE_KUBECONFIG,
    who: 'owner',
  }),
} satisfies Record<string, Adviser>;

type Recorded = keyof typeof ADVISERS;

function isRecordable(reason: string): reason is Recorded {
  return Object.hasOwn(ADVISERS, reason);
}

function isRecordedCode(code: string): code is Recorded & FindingCode {
  return isRecordable(code) && !Object.hasOwn(CODES, code);
}

function adviceOn(recorded: Recorded, ...args: Parameters<Adviser>): Advice {
  const advise: Adviser = ADVISERS[recorded];
  return advise(...args);
}

/** The finding of a rule that sees the same without a phase. */
export function findingOf(
  code: Recorded & FindingCode,
  sentence: string,
  cluster: DpuCluster,
  world: World,
): Finding {
  return { code, sentence, ...adviceOn(code, cluster, world, sentence) };
}

/** Conditions that a built-in manager writes, and those about a webhook. */
function recordedConditions(cluster: DpuCluster): readonly Condition[] {
  const { conditions = [] } = cluster.status ?? {};
  const isBuiltIn = isKamaji(cluster) || cluster.spec.type === 'static';
  const recorded = conditions.filter(
    ({ type, reason }) =>
      RECORDED_ON.includes(type) &&
      (isBuiltIn || STOPPED_BY_WEBHOOK.includes(reason)),
  );
  const ready = conditions.filter(
    ({ type, reason }) =>
      type === 'Ready' &&
      STOPPED_BY_WEBHOOK.includes(reason) &&
      !recorded.some(condition => condition.reason === reason),
  );
  return [...recorded, ...ready];
}

/** Whether the reconciler recorded this condition. */
export function isRecorded(cluster: DpuCluster, reason: Recorded): boolean {
  return recordedConditions(cluster).some(c => c.reason === reason);
}

function recordedProblem(
  { reason, message, status, lastTransitionTime }: Condition,
  cluster: DpuCluster,
  world: World,
): Finding | undefined {
  const code = findingCodeOf(reason);
  if (!isRecordedCode(code)) {
    return undefined;
  }
  const recorded = isRecordable(reason) ? reason : code;
  return {
    code,
    sentence: message,
    ...adviceOn(recorded, cluster, world, message),
    // A rejected edit changes no status, so that time is not the edit's.
    ...(status === 'False' ? { since: lastTransitionTime } : {}),
  };
}

/** The webhook that stops a write for the cluster, as the reconciler recorded it. */
export function stoppedByWebhook(cluster: DpuCluster, world: World): Finding[] {
  return recordedProblems(cluster, world).filter(({ code }) =>
    STOPPED_BY_WEBHOOK.includes(code),
  );
}

/** What the phases of the reconciler recorded on a cluster's conditions. Reasons of other controllers are left to them. */
export function recordedProblems(cluster: DpuCluster, world: World): Finding[] {
  return recordedConditions(cluster)
    .map(condition => recordedProblem(condition, cluster, world))
    .filter((finding): finding is Finding => finding !== undefined);
}
