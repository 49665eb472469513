import { LONGEST_NAME, boundedText } from '../text/boundedText';
import { Finding, FindingRule } from './Finding';
import { DpuCluster } from '../cluster/DpuCluster';
import { isDeleting } from './clusterState';
import { addressImmutable } from './rules/addressImmutable';
import { addressInUse } from './rules/addressInUse';
import { addressNotAnswering } from './rules/addressNotAnswering';
import { allocatorTakesFirst } from './rules/allocatorTakesFirst';
import { apiNotAnswering } from './rules/apiNotAnswering';
import { certificateExpiring } from './rules/certificateExpiring';
import { childNameTaken } from './rules/childNameTaken';
import { newControlPlaneRefused } from './rules/newControlPlaneRefused';
import { podRangeTooSmall } from './rules/podRangeTooSmall';
import { encryptionRotationBlocked } from './rules/encryptionRotationBlocked';
import { dpfUpgradeBlocked } from './rules/dpfUpgradeBlocked';
import { kubeletSkew } from './rules/kubeletSkew';
import { etcdNotEncrypted } from './rules/etcdNotEncrypted';
import { controllerStalled } from './rules/controllerStalled';
import { controlPlaneBehind } from './rules/controlPlaneBehind';
import { controlPlaneNotPlaced } from './rules/controlPlaneNotPlaced';
import { controlPlaneDrifted, sleeping } from './rules/controlPlaneDrifted';
import { controlPlaneRefused, kamajiIdle } from './rules/controlPlaneRefused';
import { controlPlaneUpgrading } from './rules/controlPlaneUpgrading';
import { deletionBlocked, isBeingRemoved } from './rules/deletionBlocked';
import { dpfTooNew } from './rules/dpfTooNew';
import { dpuLost } from './rules/dpuLost';
import { dpusFailed } from './rules/dpusFailed';
import { dpusHeld } from './rules/dpusHeld';
import { dpusNotJoined } from './rules/dpusNotJoined';
import { dpusNotOperational } from './rules/dpusNotOperational';
import { dpusOutdated } from './rules/dpusOutdated';
import { endpointInvalid, endpointMissing } from './rules/endpointInvalid';
import { dataStoreMissing, kamajiMissing } from './rules/kamajiMissing';
import { kamajiPaused } from './rules/kamajiPaused';
import { keepalivedDrifted } from './rules/keepalivedDrifted';
import { keepalivedUnknown } from './rules/keepalivedUnknown';
import { controlPlaneIncomplete } from './rules/controlPlaneIncomplete';
import { keepalivedMissing } from './rules/keepalivedMissing';
import { keepalivedPods } from './rules/keepalivedPods';
import { kubeconfigRotated } from './rules/kubeconfigRotated';
import { joinInfoStale } from './rules/joinInfoStale';
import { kubeconfigUnusable } from './rules/kubeconfigUnusable';
import { noManagerForType } from './rules/noManagerForType';
import { noMatchingNodes } from './rules/noMatchingNodes';
import { nodesUnreadable } from './rules/nodesUnreadable';
import { nodesWithoutDpu } from './rules/nodesWithoutDpu';
import { ownerMissing } from './rules/ownerMissing';
import { pauseIgnored } from './rules/pauseIgnored';
import { ownerUnknown } from './rules/ownerUnknown';
import { routerIdInUse } from './rules/routerIdInUse';
import { secretUnowned } from './rules/secretUnowned';
import { settingsLost } from './rules/settingsLost';
import { statusOutdated } from './rules/statusOutdated';
import { typeChanged } from './rules/typeChanged';
import { waitingForControlPlane } from './rules/waitingForControlPlane';
import { recordedProblems, stoppedByWebhook } from './recordedProblems';
import { holdsTheStart, underTheirCause } from './underTheirCause';
import { WatchedKind, World } from './World';

const MOST_VALUES = 20;

type Evidence = NonNullable<Finding['evidence']>;

function boundedValue(value: Evidence[string]): Evidence[string] {
  if (Array.isArray(value)) {
    return value
      .slice(0, MOST_VALUES)
      .map(item => boundedText(item, LONGEST_NAME));
  }
  return typeof value === 'string' ? boundedText(value) : value;
}

/** Bounds the values that a finding quotes from objects, whichever rule quotes them. Of lists the first 20 are kept. */
export function boundedFinding(finding: Finding): Finding {
  const { sentence, remedy, evidence, effects } = finding;
  return {
    ...finding,
    sentence: boundedText(sentence),
    remedy: boundedText(remedy),
    ...(evidence
      ? {
          evidence: Object.fromEntries(
            Object.entries(evidence).map(([name, value]) => [
              name,
              boundedValue(value),
            ]),
          ),
        }
      : {}),
    ...(effects ? { effects: effects.map(boundedFinding) } : {}),
  };
}

/**
 * Rules that weigh clusters by what they run with: which of them has the better claim is unknown where that may not be
 * read. The reconciler, which must then not start a cluster, calls such a rule itself.
 */
const WEIGHS: ReadonlyMap<FindingRule, WatchedKind> = new Map([
  [addressInUse, 'tenantControlPlanes'],
  [routerIdInUse, 'daemonSets'],
]);

/** What a rule finds, as far as that can be concluded from what may be read. */
export function applyRule(
  rule: FindingRule,
  cluster: DpuCluster,
  world: World,
): Finding | undefined {
  const kind = WEIGHS.get(rule);
  return kind === undefined || world.wasListed(kind, cluster)
    ? rule(cluster, world)
    : undefined;
}

/** Of two equally severe findings, the one of the earlier rule comes first: causes before effects. */
const RULES: readonly FindingRule[] = [
  dpfTooNew,
  noManagerForType,
  kamajiMissing,
  typeChanged,
  settingsLost,
  endpointMissing,
  endpointInvalid,
  addressInUse,
  routerIdInUse,
  addressImmutable,
  childNameTaken,
  ownerMissing,
  secretUnowned,
  newControlPlaneRefused,
  dataStoreMissing,
  kamajiPaused,
  controlPlaneNotPlaced,
  noMatchingNodes,
  keepalivedMissing,
  keepalivedPods,
  keepalivedUnknown,
  kubeconfigUnusable,
  kamajiIdle,
  addressNotAnswering,
  apiNotAnswering,
  controlPlaneUpgrading,
  controllerStalled,
  statusOutdated,
  kubeconfigRotated,
  controlPlaneDrifted,
  controlPlaneBehind,
  controlPlaneIncomplete,
  podRangeTooSmall,
  etcdNotEncrypted,
  encryptionRotationBlocked,
  dpfUpgradeBlocked,
  kubeletSkew,
  keepalivedDrifted,
  certificateExpiring,
  joinInfoStale,
  dpusFailed,
  dpusHeld,
  dpuLost,
  dpusNotJoined,
  dpusNotOperational,
  nodesUnreadable,
  nodesWithoutDpu,
  dpusOutdated,
  pauseIgnored,
  ownerUnknown,
  waitingForControlPlane,
  allocatorTakesFirst,
];
/** Of a cluster that is being deleted: DPUs may use it for days, so its health still matters. */
const RULES_OF_DELETION: readonly FindingRule[] = [
  deletionBlocked,
  kamajiPaused,
  keepalivedPods,
  kubeconfigUnusable,
  addressNotAnswering,
  apiNotAnswering,
  statusOutdated,
  sleeping,
  certificateExpiring,
];
/** Of one whose control plane is being deleted too. */
const RULES_OF_REMOVAL: readonly FindingRule[] = [
  deletionBlocked,
  kamajiPaused,
];

const SEVERITIES: ReadonlyArray<Finding['severity']> = [
  'error',
  'warning',
  'info',
];

function badness(finding: Finding): number {
  return SEVERITIES.indexOf(finding.severity) * 2 + (finding.blocking ? 0 : 1);
}

function apply(
  rules: readonly FindingRule[],
  cluster: DpuCluster,
  world: World,
): Finding[] {
  return rules
    .map(rule => applyRule(rule, cluster, world))
    .filter((finding): finding is Finding => finding !== undefined);
}

/** The findings of the rules, after those that the reconciler recorded and no rule can see. */
function found(cluster: DpuCluster, world: World): Finding[] {
  const seen = apply(RULES, cluster, world);
  const recorded = recordedProblems(cluster, world).filter(
    ({ code }) => !seen.some(finding => finding.code === code),
  );
  const known = [...recorded, ...seen];
  // A guess is dropped beside a known problem.
  const isKnown = recorded.length > 0 || known.some(holdsTheStart);
  const guess = isKnown ? undefined : controlPlaneRefused(cluster, world);
  return guess ? [guess, ...known] : known;
}

/** The rules that are applied to a cluster in its state, in order. */
function rulesFor(cluster: DpuCluster, world: World): readonly FindingRule[] {
  if (!isDeleting(cluster)) {
    return RULES;
  }
  return isBeingRemoved(cluster, world) ? RULES_OF_REMOVAL : RULES_OF_DELETION;
}

/** Every rule that is applied to a cluster in its state, with the guess that is made where no other says anything. */
export function everyRuleFor(
  cluster: DpuCluster,
  world: World,
): readonly FindingRule[] {
  const rules = rulesFor(cluster, world);
  return rules === RULES ? [...rules, controlPlaneRefused] : rules;
}

/** The findings of a cluster that is being deleted. */
function foundOfDeletion(cluster: DpuCluster, world: World): Finding[] {
  return [
    ...stoppedByWebhook(cluster, world),
    ...apply(rulesFor(cluster, world), cluster, world),
  ];
}

/**
 * Finds what is wrong with a cluster and who must act, worst first. A pure function of watched objects and
 * observations: the result does not depend on who reconciles.
 *
 * @public
 */
export function findingsOf(cluster: DpuCluster, world: World): Finding[] {
  const findings = isDeleting(cluster)
    ? foundOfDeletion(cluster, world)
    : found(cluster, world);
  return underTheirCause(findings)
    .sort((a, b) => badness(a) - badness(b))
    .map(boundedFinding);
}
