import { Dpu, DpuCluster, groupOf } from '../cluster/DpuCluster';
import { PHASE_ERROR, PHASE_READY, isOperational } from '../cluster/countDpus';
import { KnownDpuSelectors } from '../dpuSelection/DpuSelector';
import { LONGEST_NAME, boundedText } from '../text/boundedText';
import { withinSentence } from '../text/sentence';
import { millisecondsSince } from './clusterState';
import { hasOperationalConditions } from './dpuCountsOf';
import {
  DpuOrigin,
  DpuSetsByName,
  dpuSetsByName,
  originOf,
  outdatedIn,
} from './dpuOrigin';
import {
  HeldDpu,
  conditionOf,
  failureOf,
  heldDpu,
  hostOf,
  isLate,
  kubectlDpu,
  lastProgress,
  lostDpu,
  makesNoProgress,
} from './dpuStates';
import { describeDpuPhase, phaseOfDpu } from './dpuSteps';
import {
  namedCluster,
  provisioningWait,
  stuckWait,
  withMessage,
} from './dpuWait';
import { remedyForLost } from './rules/dpuLost';
import { remedyForFailed } from './rules/dpusFailed';
import { releaseCommand, remedyForHeld } from './rules/dpusHeld';
import { remedyForLate } from './rules/dpusNotJoined';
import {
  isNotOperational,
  remedyForIdle,
  summaryOf,
  whyNotOperational,
} from './rules/dpusNotOperational';
import { remedyForOutdated } from './rules/dpusOutdated';
import {
  Assignment,
  Stranded,
  describeWaitForCluster,
  remedyForStranded,
  strandedGroups,
  whoEndsStranding,
} from './rules/noFeasibleCluster';
import { FindingWho } from './Finding';
import { World } from './World';

/**
 * The states of a DPU, the worst first.
 *
 * `error`: DPF gave up. `silent`: it had joined, and its Node is not Ready. `stuck`: its provisioning does not get on.
 * `held`: it waits for a person. `unassigned`: it has no DPU cluster. `notOperational`: it is provisioned, and something
 * on it does not work. `ready`: it is provisioned, and the API does not say whether it is operational.
 *
 * @public
 */
export const DPU_STATES = [
  'error',
  'silent',
  'stuck',
  'held',
  'unassigned',
  'notOperational',
  'provisioning',
  'deleting',
  'ready',
  'operational',
] as const;

/** @see DPU_STATES @public */
export type DpuState = (typeof DPU_STATES)[number];

const NAMES: Readonly<Record<DpuState, string>> = {
  error: 'Error',
  silent: 'Silent',
  stuck: 'Stuck',
  held: 'Waits for a person',
  unassigned: 'No cluster',
  notOperational: 'Not operational',
  provisioning: 'Provisioning',
  deleting: 'Being deleted',
  ready: 'Ready',
  operational: 'Operational',
};

/** What a state is called where DPUs are counted by state. @public */
export function dpuStateName(state: DpuState): string {
  return NAMES[state];
}

/** A DPU, described for a user. @public */
export interface DpuDescription {
  state: DpuState;
  /** `OS Installing, 9 of 14`, `Operational`. */
  label: string;
  /** Absent where it waits for nothing. */
  waitsFor?: string;
  /** Who ends the wait. */
  who?: FindingWho;
  /** What to do, with its command. */
  remedy?: string;
  /** RFC 3339: since when it is in this state, or at this step. */
  since?: string;
  /** Set while DPF waits for a person: what that person runs afterwards. */
  held?: { what: 'reboot' | 'hold'; command: string };
  /** The host. */
  host: string;
  /** The device of the host: its name, else its address. */
  device?: string;
  serialNumber?: string;
  /** `namespace/name` of the cluster that it is assigned to. */
  clusterName?: string;
  /** That cluster, if it exists. */
  cluster?: DpuCluster;
  /** Its Node is Ready in the cluster. Absent: not known. */
  joined?: boolean;
  /** Absent: somebody made it by hand. */
  origin?: DpuOrigin;
  /** In what it differs from its DPUSet. Absent: not known. */
  outdated?: string[];
  /** What makes it current. */
  outdatedRemedy?: string;
}

/** What of its surroundings decides what a DPU waits for. @public */
export interface DpuSurroundings {
  /** The DPUs without a cluster, and what could take them. */
  assignment: Assignment;
  /** The DPUClusters of an API group have been listed: one that is not there does not exist. */
  clustersKnown(group: string): boolean;
  /** The DPUSets of an API group; `undefined`: they may not be read, or are not known yet. */
  selectors(group: string): Partial<KnownDpuSelectors> | undefined;
}

type Situation = Pick<
  DpuDescription,
  'state' | 'label' | 'waitsFor' | 'who' | 'remedy' | 'since' | 'held'
>;

function keyOf(dpu: Dpu): string {
  return `${groupOf(dpu)}/${dpu.metadata.namespace}/${dpu.metadata.name}`;
}

function strandedByDpu(assignment: Assignment): Map<string, Stranded> {
  return new Map(
    strandedGroups(assignment).flatMap(group =>
      group.dpus.map(dpu => [keyOf(dpu), group] as const),
    ),
  );
}

function whenChanged(dpu: Dpu, type: string): string | undefined {
  return conditionOf(dpu.status?.conditions, type)?.lastTransitionTime;
}

/** A deletion that takes longer needs somebody to look. */
const DELETION_MS = 30 * 60_000;

function deletingDpu(dpu: Dpu, world: World): Situation {
  const since = dpu.metadata.deletionTimestamp;
  const isLong = millisecondsSince(since, world) > DELETION_MS;
  return {
    state: 'deleting',
    label: NAMES.deleting,
    waitsFor: 'DPF, which removes its Node and then the DPU',
    who: isLong ? 'platform' : 'nobody',
    ...(isLong && { remedy: `Run: ${kubectlDpu('describe', dpu)}.` }),
    since,
  };
}

function failedDpu(dpu: Dpu): Situation {
  const failure = failureOf(dpu);
  return {
    state: 'error',
    label: NAMES.error,
    waitsFor: withMessage(
      'Somebody to remove the cause',
      failure && (failure.message || failure.reason),
    ),
    who: 'platform',
    remedy: remedyForFailed(dpu),
    since: failure?.lastTransitionTime,
  };
}

function provisionedDpu(dpu: Dpu, world: World): Situation {
  if (!hasOperationalConditions(dpu, world)) {
    return {
      state: 'ready',
      label: NAMES.ready,
      since: whenChanged(dpu, 'Ready'),
    };
  }
  const since = summaryOf(dpu)?.lastTransitionTime;
  if (isOperational(dpu)) {
    return { state: 'operational', label: NAMES.operational, since };
  }
  const isLong = isNotOperational(dpu, world);
  return {
    state: 'notOperational',
    label: NAMES.notOperational,
    waitsFor: withMessage('What runs on it', whyNotOperational(dpu)),
    who: isLong ? 'platform' : 'nobody',
    ...(isLong && { remedy: remedyForIdle(dpu) }),
    since,
  };
}

function heldSituation(held: HeldDpu, label: string): Situation {
  const host = hostOf(held.dpu);
  return {
    state: 'held',
    label,
    waitsFor:
      held.what === 'reboot'
        ? `A reboot of host ${host}`
        : `The release of host ${host}`,
    who: 'platform',
    remedy: remedyForHeld(held),
    since: held.since,
    held: { what: held.what, command: releaseCommand(held) },
  };
}

function unassignedDpu(
  dpu: Dpu,
  label: string,
  stranded: Stranded | undefined,
): Situation {
  return {
    state: 'unassigned',
    label,
    waitsFor: withinSentence(describeWaitForCluster(dpu, stranded)),
    who: stranded ? whoEndsStranding(stranded) : 'nobody',
    ...(stranded && { remedy: remedyForStranded(stranded) }),
    since: whenChanged(dpu, 'Initialized') ?? dpu.metadata.creationTimestamp,
  };
}

function provisioningDpu(
  dpu: Dpu,
  cluster: DpuCluster | undefined,
  world: World,
): Situation {
  const label = describeDpuPhase(dpu, world);
  const since = lastProgress(dpu);
  if (cluster && isLate(dpu, cluster, world)) {
    return {
      state: 'stuck',
      label,
      ...stuckWait(dpu),
      remedy: remedyForLate(dpu, cluster, world),
      since,
    };
  }
  // A DPU that has joined is not late, and its services may still not start.
  return makesNoProgress(dpu, world) && phaseOfDpu(dpu) === 'Service Readiness'
    ? { state: 'provisioning', label, ...stuckWait(dpu), since }
    : { state: 'provisioning', label, ...provisioningWait(dpu), since };
}

function situationOf(
  dpu: Dpu,
  cluster: DpuCluster | undefined,
  world: World,
  stranded: () => Stranded | undefined,
): Situation {
  const phase = phaseOfDpu(dpu);
  if (dpu.metadata.deletionTimestamp) {
    return deletingDpu(dpu, world);
  }
  if (phase === PHASE_ERROR) {
    return failedDpu(dpu);
  }
  const lost = cluster && lostDpu(dpu, cluster, world);
  if (lost) {
    return {
      state: 'silent',
      label: NAMES.silent,
      waitsFor: `Host ${hostOf(dpu)}: the Node of the DPU is not Ready`,
      who: 'platform',
      remedy: remedyForLost(dpu, false),
      since: lost.since,
    };
  }
  if (phase === PHASE_READY) {
    return provisionedDpu(dpu, world);
  }
  const held = heldDpu(dpu);
  if (held) {
    return heldSituation(held, describeDpuPhase(dpu, world));
  }
  return namedCluster(dpu) === undefined
    ? unassignedDpu(dpu, describeDpuPhase(dpu, world), stranded())
    : provisioningDpu(dpu, cluster, world);
}

/** A DPU that names a cluster which does not exist waits for that, whatever its phase. */
function withoutItsCluster(
  situation: Situation,
  dpu: Dpu,
  clusterName: string,
): Situation {
  return situation.state === 'deleting' || situation.state === 'error'
    ? situation
    : {
        ...situation,
        waitsFor: `DPU cluster ${clusterName}, which does not exist`,
        who: 'platform',
        remedy: `Delete the DPU, and its DPUSet makes a new one, which DPF assigns to a DPU cluster that exists: ${kubectlDpu(
          'delete',
          dpu,
        )}.`,
      };
}

function clusterOf(dpu: Dpu, world: World): DpuCluster | undefined {
  const { name, namespace } = dpu.spec?.cluster ?? {};
  return name
    ? world
        .clustersNamed(namespace ?? '', name)
        .find(cluster => groupOf(cluster) === groupOf(dpu))
    : undefined;
}

function textOf(text: string | undefined): string | undefined {
  return text ? boundedText(text, LONGEST_NAME) : undefined;
}

/**
 * Describes DPUs of one management cluster for a user: the state of each, what it waits for and who acts, its cluster and
 * what made it. The one place where the state of a DPU is decided; the findings of a cluster use the same rules.
 *
 * @public
 */
export function describeDpus(
  dpus: readonly Dpu[],
  world: World,
  surroundings: DpuSurroundings,
): DpuDescription[] {
  const sets = new Map<string, DpuSetsByName | undefined>();
  let stranded: Map<string, Stranded> | undefined;
  return dpus.map(dpu => {
    const group = groupOf(dpu);
    if (!sets.has(group)) {
      sets.set(group, dpuSetsByName(surroundings.selectors(group)));
    }
    const cluster = clusterOf(dpu, world);
    const clusterName = namedCluster(dpu);
    const situation = situationOf(dpu, cluster, world, () => {
      stranded ??= strandedByDpu(surroundings.assignment);
      return stranded.get(keyOf(dpu));
    });
    const joined = cluster && world.readyNodes(cluster)?.has(dpu.metadata.name);
    const outdated = outdatedIn(dpu, sets.get(group));
    const { dpuDeviceName, pciAddress, serialNumber } = dpu.spec ?? {};
    return {
      ...(clusterName !== undefined &&
      !cluster &&
      surroundings.clustersKnown(group)
        ? withoutItsCluster(situation, dpu, clusterName)
        : situation),
      host: hostOf(dpu),
      device: textOf(dpuDeviceName || pciAddress),
      serialNumber: textOf(serialNumber),
      clusterName,
      cluster,
      joined,
      origin: originOf(dpu, sets.get(group)),
      outdated,
      ...(outdated?.length && { outdatedRemedy: remedyForOutdated([dpu]) }),
    };
  });
}
