import type { Condition } from '@dpf-portal/kube-controller';
import { Dpu, DpuCluster, groupOf } from '../cluster/DpuCluster';
import { PHASE_ERROR, PHASE_READY, assignedDpus } from '../cluster/countDpus';
import { LONGEST_NAME, boundedText } from '../text/boundedText';
import { sentence } from '../text/sentence';
import { millisecondsSince } from './clusterState';
import { World } from './World';

const LONGEST_REASON = 300;

/** In these phases the Node of a DPU is in its cluster: DPF has seen it Ready there. */
export const JOINED_PHASES: readonly string[] = [
  'Service Readiness',
  'Node Effect Removal',
  PHASE_READY,
];

/** The assigned DPUs of the cluster that fulfil a condition, by name. Few do, so only those are sorted. */
export function dpusWhere(
  cluster: DpuCluster,
  world: World,
  test: (dpu: Dpu) => boolean,
): Dpu[] {
  return assignedDpus(world.dpusOf(cluster) ?? [])
    .filter(test)
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

export function namesOf(dpus: readonly Dpu[]): string[] {
  return dpus.map(({ metadata }) => metadata.name);
}

/** ` dpu-1 reports: …`; empty where there is no text. */
export function reportOf({ metadata }: Dpu, text: string | undefined): string {
  return text
    ? ` ${metadata.name} reports: ${sentence(
        boundedText(text, LONGEST_REASON),
      )}`
    : '';
}

/** The host of a DPU; its own name where it names none. */
export function hostOf({ metadata, spec }: Dpu): string {
  return boundedText(
    spec?.dpuNodeName || spec?.nodeName || metadata.name,
    LONGEST_NAME,
  );
}

export function conditionOf(
  conditions: readonly Condition[] | undefined,
  type: string,
): Condition | undefined {
  return conditions?.find(condition => condition.type === type);
}

/** What a DPU waits for a person to do, and since when. */
export interface HeldDpu {
  dpu: Dpu;
  what: 'reboot' | 'hold';
  since?: string;
}

/** In rebootStatus and in the condition `Rebooted`, while somebody must reboot the host. */
const EXTERNAL_REBOOT = 'WaitForExternalReboot';

/** Whether the DPU waits for a person: DPF does not go on before the person has told it to. */
export function heldDpu(dpu: Dpu): HeldDpu | undefined {
  const { phase, conditions, rebootStatus } = dpu.status ?? {};
  const rebooted = conditionOf(conditions, 'Rebooted');
  if (
    phase === 'Rebooting' &&
    (rebootStatus?.reason === EXTERNAL_REBOOT ||
      (rebooted?.status !== 'True' && rebooted?.reason === EXTERNAL_REBOOT))
  ) {
    return {
      dpu,
      what: 'reboot',
      since: rebootStatus?.lastTransitionTime ?? rebooted?.lastTransitionTime,
    };
  }
  if (phase === 'Node Effect' && dpu.spec?.nodeEffect?.hold) {
    const effect = conditionOf(conditions, 'NodeEffectReady');
    return { dpu, what: 'hold', since: effect?.lastTransitionTime };
  }
  return undefined;
}

/** A DPU that joined before and has been silent for a while. */
export interface LostDpu {
  dpu: Dpu;
  since?: string;
}

const SILENT_MS = 5 * 60_000;

function latest(times: Array<string | undefined>): string | undefined {
  return times
    .filter(time => time !== undefined)
    .sort((a, b) => Date.parse(b) - Date.parse(a))[0];
}

/** Since when the Node of a DPU that had joined is not Ready, or not there; `undefined` while that is not known. */
function silentSince(
  dpu: Dpu,
  silent: ReadonlyMap<string, string | undefined> | undefined,
): string | undefined {
  if (silent?.has(dpu.metadata.name)) {
    return silent.get(dpu.metadata.name);
  }
  // The Node is gone. DPF writes when it noticed; where its API has no such condition, the DPU was Ready before.
  const { conditions, operationalConditions } = dpu.status ?? {};
  const operational = conditionOf(operationalConditions, 'OperationalReady');
  return latest([
    conditionOf(conditions, 'Ready')?.lastTransitionTime,
    operational?.lastTransitionTime,
  ]);
}

/** Whether a DPU of the cluster joined before, and its Node has not been Ready for five minutes. */
export function lostDpu(
  dpu: Dpu,
  cluster: DpuCluster,
  world: World,
): LostDpu | undefined {
  const ready = world.readyNodes(cluster);
  if (
    !ready ||
    ready.has(dpu.metadata.name) ||
    !JOINED_PHASES.includes(dpu.status?.phase ?? '') ||
    world.observation(cluster)?.health !== 'healthy'
  ) {
    return undefined;
  }
  const since = silentSince(dpu, world.silentNodes(cluster));
  return millisecondsSince(since, world) > SILENT_MS
    ? { dpu, since }
    : undefined;
}

/** The DPUs that joined before and whose Node has not been Ready for five minutes, by name. */
export function lostDpus(cluster: DpuCluster, world: World): LostDpu[] {
  return dpusWhere(
    cluster,
    world,
    dpu => lostDpu(dpu, cluster, world) !== undefined,
  ).flatMap(dpu => lostDpu(dpu, cluster, world) ?? []);
}

const JOIN_MS = 60 * 60_000;
const PROGRESS_MS = 30 * 60_000;

/** The last time that a condition of the DPU changed, else its creation. */
export function lastProgress({ metadata, status }: Dpu): string | undefined {
  return (
    latest((status?.conditions ?? []).map(c => c.lastTransitionTime)) ??
    metadata.creationTimestamp
  );
}

/** No condition of the DPU has changed for half an hour. */
export function makesNoProgress(dpu: Dpu, world: Pick<World, 'now'>): boolean {
  return millisecondsSince(lastProgress(dpu), world) > PROGRESS_MS;
}

/**
 * Whether a DPU of the cluster was assigned more than an hour ago, has not joined and does not get on. DPUs that failed,
 * wait for a person or are lost are not late.
 */
export function isLate(dpu: Dpu, cluster: DpuCluster, world: World): boolean {
  const ready = world.readyNodes(cluster);
  const phase = dpu.status?.phase ?? '';
  return (
    ready !== undefined &&
    !ready.has(dpu.metadata.name) &&
    !JOINED_PHASES.includes(phase) &&
    phase !== PHASE_ERROR &&
    !heldDpu(dpu) &&
    millisecondsSince(dpu.metadata.creationTimestamp, world) > JOIN_MS &&
    makesNoProgress(dpu, world)
  );
}

/** The DPUs of the cluster that are late, by name. */
export function lateDpus(cluster: DpuCluster, world: World): Dpu[] {
  return dpusWhere(cluster, world, dpu => isLate(dpu, cluster, world));
}

/** The first step that is not done and says why. */
export function unmetOf({ status }: Dpu): Condition | undefined {
  return (status?.conditions ?? []).find(
    condition => condition.status !== 'True' && condition.message,
  );
}

function timeOf({ lastTransitionTime }: Condition): number {
  return Date.parse(lastTransitionTime ?? '') || 0;
}

/** Of conditions that are not True the last one to change is the step that failed; `Error` itself is True then. */
export function failureOf(dpu: Dpu): Condition | undefined {
  const [newest] = (dpu.status?.conditions ?? [])
    .filter(({ type, status }) => (type === 'Error') === (status === 'True'))
    .filter(({ message, reason }) => message || reason)
    .sort((a, b) => timeOf(b) - timeOf(a));
  return newest;
}

/** The DPUSet of a DPU, as its labels say, else as its owner references do. @public */
export function dpuSetOf(
  dpu: Dpu,
): { namespace: string; name: string } | undefined {
  const { labels = {}, namespace = '', ownerReferences = [] } = dpu.metadata;
  const label = (suffix: string) => labels[`${groupOf(dpu)}/dpuset-${suffix}`];
  const name =
    label('name') ??
    ownerReferences.find(({ kind }) => kind === 'DPUSet')?.name;
  return name
    ? { namespace: label('namespace') ?? namespace, name }
    : undefined;
}

/** `kubectl -n NAMESPACE VERB dpu NAME`. */
export function kubectlDpu(verb: string, { metadata }: Dpu): string {
  return `\`kubectl -n ${metadata.namespace} ${verb} dpu ${metadata.name}\``;
}
