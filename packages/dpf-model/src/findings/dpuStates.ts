import type { Condition } from '@dpf-portal/kube-controller';
import { Dpu, DpuCluster, groupOf } from '../cluster/DpuCluster';
import { PHASE_ERROR, PHASE_READY, assignedDpus } from '../cluster/countDpus';
import { LONGEST_NAME, boundedText } from '../text/boundedText';
import { sentence } from '../text/sentence';
import { millisecondsSince } from './clusterState';
import { World } from './World';

const LONGEST_REASON = 300;

/** In these phases the Node of a DPU is in its cluster: DPF has seen it Ready there. */
const JOINED_PHASES = ['Service Readiness', 'Node Effect Removal', PHASE_READY];

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

/** The DPUs that joined before and whose Node has not been Ready for five minutes, by name. */
export function lostDpus(cluster: DpuCluster, world: World): LostDpu[] {
  const ready = world.readyNodes(cluster);
  if (!ready || world.observation(cluster)?.health !== 'healthy') {
    return [];
  }
  const silent = world.silentNodes(cluster);
  return dpusWhere(
    cluster,
    world,
    ({ metadata, status }) =>
      JOINED_PHASES.includes(status?.phase ?? '') && !ready.has(metadata.name),
  )
    .map(dpu => ({ dpu, since: silentSince(dpu, silent) }))
    .filter(({ since }) => millisecondsSince(since, world) > SILENT_MS);
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

/**
 * The DPUs that were assigned more than an hour ago, have not joined and do not get on: no condition has changed for half
 * an hour. DPUs that failed, wait for a person or are lost are not among them.
 */
export function lateDpus(cluster: DpuCluster, world: World): Dpu[] {
  const ready = world.readyNodes(cluster);
  if (!ready) {
    return [];
  }
  return dpusWhere(cluster, world, dpu => {
    const phase = dpu.status?.phase ?? '';
    return (
      !ready.has(dpu.metadata.name) &&
      !JOINED_PHASES.includes(phase) &&
      phase !== PHASE_ERROR &&
      !heldDpu(dpu) &&
      millisecondsSince(dpu.metadata.creationTimestamp, world) > JOIN_MS &&
      millisecondsSince(lastProgress(dpu), world) > PROGRESS_MS
    );
  });
}

/** The DPUSet of a DPU, as its labels say. */
export function dpuSetOf(
  dpu: Dpu,
): { namespace: string; name: string } | undefined {
  const { labels = {}, namespace = '' } = dpu.metadata;
  const label = (suffix: string) => labels[`${groupOf(dpu)}/dpuset-${suffix}`];
  const name = label('name');
  return name
    ? { namespace: label('namespace') ?? namespace, name }
    : undefined;
}

/** `kubectl -n NAMESPACE VERB dpu NAME`. */
export function kubectlDpu(verb: string, { metadata }: Dpu): string {
  return `\`kubectl -n ${metadata.namespace} ${verb} dpu ${metadata.name}\``;
}
