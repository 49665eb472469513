import { DpuCluster } from '../cluster';
import { Condition } from '../kubernetes';
import { controlPlaneVersions } from '../upgrade/controlPlaneVersions';
import { parseVersion } from '../upgrade/parseVersion';
import { isKamaji, isStarting, ownControlPlaneOf } from './clusterState';
import { Finding, FindingCode } from './Finding';
import { World } from './World';

/** Ready repeats one of them. */
const RECORDED_ON = ['Created', 'KeepalivedReady'];

type Advice = Pick<Finding, 'severity' | 'blocking' | 'remedy' | 'who'>;

type Adviser = (
  cluster: DpuCluster,
  world: World,
  /** What the condition says. */
  message: string,
) => Advice;

/** Only the platform team can change it, and no waiting helps. */
const FOR_PLATFORM = {
  severity: 'error',
  blocking: true,
  who: 'platform',
} as const;

/** Kamaji's webhook says so of a version that is newer than the one it can install. */
function isTooNewForKamaji(message: string): boolean {
  return /version greater than the supported/.test(message);
}

const CHOOSE_VERSION =
  'Upgrade Kamaji, or choose a version that it supports: in spec.version where the API has it, else by the setting kubernetesVersion.';

const REJECTED =
  'Correct what the message names: a field, a missing right, or a webhook or policy that rejects the object. `kubectl get validatingwebhookconfigurations,validatingadmissionpolicies` lists them, and dpf-controllers doctor checks the rights.';

function rejected(): Advice {
  return { ...FOR_PLATFORM, remedy: REJECTED };
}

function withdrawVersion(cluster: DpuCluster, world: World): string {
  const { namespace, name } = cluster.metadata;
  const controlPlane = ownControlPlaneOf(cluster, world);
  const { requested, installed } = controlPlaneVersions(controlPlane);
  const version = [requested, installed].find(
    known => known && parseVersion(known),
  );
  return version
    ? `Ask for a version that the message allows, or go back: \`kubectl -n ${namespace} patch dpucluster ${name} --type=merge -p '{"spec":{"version":"${version}"}}'\`.`
    : 'Ask for a version that the message allows.';
}

/**
 * Reasons by which a phase of the reconciler records what only a write can tell, and what to do about each. The sentence is
 * the condition's message.
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
    remedy: 'Create the DataStore, then create this cluster again.',
  }),
  KamajiAway: () => ({
    ...FOR_PLATFORM,
    blocking: false,
    remedy: 'Check that Kamaji and its webhook run.',
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
} satisfies Partial<Record<FindingCode, Adviser>>;

type RecordedCode = keyof typeof ADVISERS;

function isRecordedCode(code: string): code is RecordedCode {
  return Object.hasOwn(ADVISERS, code);
}

/** A finding of one of these codes, for the rules that see the same without a write. */
export function findingOf(
  code: RecordedCode,
  sentence: string,
  cluster: DpuCluster,
  world: World,
): Finding {
  const advise: Adviser = ADVISERS[code];
  return { code, sentence, ...advise(cluster, world, sentence) };
}

function recordedConditions(cluster: DpuCluster): readonly Condition[] {
  const { conditions = [] } = cluster.status ?? {};
  return isKamaji(cluster)
    ? conditions.filter(({ type }) => RECORDED_ON.includes(type))
    : [];
}

/** Did the reconciler record this? */
export function isRecorded(cluster: DpuCluster, code: RecordedCode): boolean {
  return recordedConditions(cluster).some(({ reason }) => reason === code);
}

/** What the phases of the reconciler recorded on a cluster's conditions. Reasons of other controllers are left to them. */
export function recordedProblems(cluster: DpuCluster, world: World): Finding[] {
  return recordedConditions(cluster).flatMap(
    ({ reason, message, status, lastTransitionTime }) =>
      isRecordedCode(reason)
        ? {
            ...findingOf(reason, message, cluster, world),
            // A rejected edit changes no status, so that time is not the edit's.
            ...(status === 'False' ? { since: lastTransitionTime } : {}),
          }
        : [],
  );
}
