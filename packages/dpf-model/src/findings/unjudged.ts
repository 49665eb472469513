import { DpuCluster } from '../cluster/DpuCluster';
import { Finding, FindingCode, FindingRule } from './Finding';
import { controlPlanesLeftBehind } from './controlPlanesLeftBehind';
import { applyRule, everyRuleFor } from './findingsOf';
import { addressImmutable } from './rules/addressImmutable';
import { addressInUse } from './rules/addressInUse';
import { addressNotAnswering } from './rules/addressNotAnswering';
import { allocatorTakesFirst } from './rules/allocatorTakesFirst';
import { apiNotAnswering } from './rules/apiNotAnswering';
import { certificateExpiring } from './rules/certificateExpiring';
import { childNameTaken } from './rules/childNameTaken';
import { controllerStalled } from './rules/controllerStalled';
import { controlPlaneBehind } from './rules/controlPlaneBehind';
import { controlPlaneDrifted, sleeping } from './rules/controlPlaneDrifted';
import { controlPlaneIncomplete } from './rules/controlPlaneIncomplete';
import { controlPlaneNotPlaced } from './rules/controlPlaneNotPlaced';
import { controlPlaneRefused, kamajiIdle } from './rules/controlPlaneRefused';
import { controlPlaneUpgrading } from './rules/controlPlaneUpgrading';
import { deletionBlocked } from './rules/deletionBlocked';
import { dpfTooNew } from './rules/dpfTooNew';
import { dpfUpgradeBlocked } from './rules/dpfUpgradeBlocked';
import { dpuLost } from './rules/dpuLost';
import { dpusFailed } from './rules/dpusFailed';
import { dpusHeld } from './rules/dpusHeld';
import { dpusNotJoined } from './rules/dpusNotJoined';
import { dpusNotOperational } from './rules/dpusNotOperational';
import { dpusOutdated } from './rules/dpusOutdated';
import { encryptionRotationBlocked } from './rules/encryptionRotationBlocked';
import { endpointInvalid, endpointMissing } from './rules/endpointInvalid';
import { etcdNotEncrypted } from './rules/etcdNotEncrypted';
import { joinInfoStale } from './rules/joinInfoStale';
import { dataStoreMissing, kamajiMissing } from './rules/kamajiMissing';
import { kamajiPaused } from './rules/kamajiPaused';
import { keepalivedDrifted } from './rules/keepalivedDrifted';
import { keepalivedMissing } from './rules/keepalivedMissing';
import { keepalivedPods } from './rules/keepalivedPods';
import { keepalivedUnknown } from './rules/keepalivedUnknown';
import { kubeconfigRotated } from './rules/kubeconfigRotated';
import { kubeconfigUnusable } from './rules/kubeconfigUnusable';
import { kubeletSkew } from './rules/kubeletSkew';
import { newControlPlaneRefused } from './rules/newControlPlaneRefused';
import { noManagerForType } from './rules/noManagerForType';
import { noMatchingNodes } from './rules/noMatchingNodes';
import { nodesUnreadable } from './rules/nodesUnreadable';
import { nodesWithoutDpu } from './rules/nodesWithoutDpu';
import { ownerMissing } from './rules/ownerMissing';
import { ownerUnknown } from './rules/ownerUnknown';
import { pauseIgnored } from './rules/pauseIgnored';
import { podRangeTooSmall } from './rules/podRangeTooSmall';
import { routerIdInUse } from './rules/routerIdInUse';
import { secretUnowned } from './rules/secretUnowned';
import { settingsLost } from './rules/settingsLost';
import { statusOutdated } from './rules/statusOutdated';
import { typeChanged } from './rules/typeChanged';
import { waitingForControlPlane } from './rules/waitingForControlPlane';
import { recordingWorld, WorldSource } from './sourcesOfWorld';
import { World } from './World';

/** The codes that a rule can give. A test compares them with the rules' own text, and demands an entry for each rule. */
export const CODES_OF_RULES: ReadonlyMap<FindingRule, readonly FindingCode[]> =
  new Map<FindingRule, readonly FindingCode[]>([
    [addressImmutable, ['AddressImmutable']],
    [addressInUse, ['AddressInUse']],
    [addressNotAnswering, ['AddressNotAnswering']],
    [allocatorTakesFirst, ['AllocatorTakesFirst']],
    [apiNotAnswering, ['ApiNotAnswering']],
    [certificateExpiring, ['CertificateExpiring']],
    [childNameTaken, ['ChildNameTaken']],
    [controllerStalled, ['ControllerStalled']],
    [controlPlaneBehind, ['ControlPlaneBehind']],
    [controlPlaneDrifted, ['ChildDrifted']],
    [controlPlaneIncomplete, ['ControlPlaneIncomplete']],
    [controlPlaneNotPlaced, ['ControlPlaneNotPlaced']],
    [controlPlaneRefused, ['ControlPlaneRefused']],
    [controlPlaneUpgrading, ['ControlPlaneUpgrading', 'UpgradeStalled']],
    [dataStoreMissing, ['DataStoreMissing']],
    [deletionBlocked, ['DeletionBlocked']],
    [dpfTooNew, ['DpfTooNew']],
    [dpfUpgradeBlocked, ['DpfUpgradeBlocked']],
    [dpuLost, ['DpuLost']],
    [dpusFailed, ['DpusFailed']],
    [dpusHeld, ['DpusHeld']],
    [dpusNotJoined, ['DpusNotJoined']],
    [dpusNotOperational, ['DpusNotOperational']],
    [dpusOutdated, ['DpusOutdated']],
    [encryptionRotationBlocked, ['EncryptionRotationBlocked']],
    [endpointInvalid, ['EndpointInvalid']],
    [endpointMissing, ['EndpointMissing']],
    [etcdNotEncrypted, ['EncryptionUnavailable']],
    [joinInfoStale, ['JoinInfoStale']],
    [kamajiIdle, ['KamajiAway']],
    [kamajiMissing, ['KamajiMissing']],
    [kamajiPaused, ['KamajiPaused']],
    [keepalivedDrifted, ['ChildDrifted']],
    [keepalivedMissing, ['KeepalivedMissing']],
    [keepalivedPods, ['KeepalivedRejected', 'KeepalivedPodsMissing']],
    [keepalivedUnknown, ['KeepalivedUnknown']],
    [kubeconfigRotated, ['KubeconfigRotated']],
    [kubeconfigUnusable, ['KubeconfigUnusable']],
    [kubeletSkew, ['KubeletSkew']],
    [
      newControlPlaneRefused,
      ['EncryptionUnavailable', 'PodRangeInvalid', 'PodRangeTooSmall'],
    ],
    [nodesUnreadable, ['NodesUnreadable']],
    [nodesWithoutDpu, ['NodesWithoutDpu']],
    [noManagerForType, ['NoManagerForType']],
    [noMatchingNodes, ['NoMatchingNodes']],
    [ownerMissing, ['OwnerMissing']],
    [ownerUnknown, ['OwnerUnknown']],
    [pauseIgnored, ['PauseIgnored']],
    [podRangeTooSmall, ['PodRangeTooSmall']],
    [routerIdInUse, ['RouterIdInUse']],
    [secretUnowned, ['OwnerMissing']],
    [settingsLost, ['SettingsLost']],
    [sleeping, ['Sleeping']],
    [statusOutdated, ['StatusOutdated']],
    [typeChanged, ['TypeChanged']],
    [waitingForControlPlane, ['WaitingForControlPlane']],
  ]);

/** The findings that could not be judged, or not with certainty, by what is not known. @public */
export type Unjudged = ReadonlyMap<WorldSource, ReadonlySet<FindingCode>>;

/**
 * Which findings could not be judged because something is not known: each rule is applied to each cluster, and asks World.
 * A rule that found nothing and asked for something unknown might have found something.
 *
 * @public
 */
export function unjudged(
  clusters: readonly DpuCluster[],
  world: World,
  unknown: ReadonlySet<WorldSource>,
): Unjudged {
  const found = new Map<WorldSource, Set<FindingCode>>();
  const judge = (
    codes: readonly FindingCode[],
    apply: (world: World) => Finding | undefined,
  ) => {
    const recording = recordingWorld(world);
    if (apply(recording.world)) {
      return;
    }
    for (const source of recording.asked) {
      if (unknown.has(source)) {
        const known = found.get(source) ?? new Set();
        codes.forEach(code => known.add(code));
        found.set(source, known);
      }
    }
  };
  for (const cluster of clusters) {
    for (const rule of everyRuleFor(cluster, world)) {
      judge(CODES_OF_RULES.get(rule) ?? [], recording =>
        applyRule(rule, cluster, recording),
      );
    }
  }
  judge(['ControlPlaneLeftBehind'], recording =>
    controlPlanesLeftBehind(recording).at(0),
  );
  // It is no question to World, because these DPUs have no cluster.
  if (unknown.has('DPU')) {
    found.set(
      'DPU',
      new Set([...(found.get('DPU') ?? []), 'NoFeasibleCluster']),
    );
  }
  return found;
}
