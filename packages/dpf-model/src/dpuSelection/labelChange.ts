import { assignedDpus } from '../cluster/countDpus';
import { Dpu } from '../cluster/DpuCluster';
import { dpuSetOf } from '../findings/dpuStates';
import { count, someOf } from '../findings/phrases';
import {
  DpuSelector,
  KnownDpuSelectors,
  selectorName,
  selectsByLabel,
} from './DpuSelector';

/** The labels of a DPUCluster. @public */
export type ClusterLabels = Readonly<Record<string, string>>;

/** What one DPUSet does when the labels change. @public */
export interface DpuSetLoss {
  namespace: string;
  name: string;
  /** The DPUDeployment that made it. */
  madeBy?: string;
  /** How many of its DPUs in this cluster are deleted. */
  deletes: number;
  /** The first of them by name. */
  dpus: string[];
  /** All at once (OnDelete), or a few hosts at a time (RollingUpdate). */
  when: 'atOnce' | 'rolling';
  /** RollingUpdate: how many hosts at a time, where the DPUSet says so. */
  maxUnavailable?: string;
}

/** What follows from a change of a cluster's labels. @public */
export interface LabelChangeEffect {
  /**
   * How many DPUs the change deletes; a change needs it as `confirmDpus` unless it is 0. `unknown`: neither the DPUSets
   * nor the number of DPUs can be read.
   */
  deletes: number | 'unknown';
  /** The number is the most that it can be, because something may not be read. */
  isUpperBound?: boolean;
  /** The DPUSets and DPUDeployments that select the cluster by its present labels, as `DPUSet namespace/name`. */
  selectedBy: string[];
  /** The DPUSets that select it no longer. */
  losses: DpuSetLoss[];
  /** The DPUSets and DPUDeployments that select it from then on, as `DPUSet namespace/name`. */
  gains: string[];
  /** All of this for a person. */
  sentence: string;
}

const MOST_LISTED = 20;

/** The DPUs of a DPUSet that are assigned to the cluster, by name. */
function dpusOfSet(dpus: readonly Dpu[], set: DpuSelector): string[] {
  return dpus
    .filter(dpu => {
      const its = dpuSetOf(dpu);
      return its?.name === set.name && its.namespace === set.namespace;
    })
    .map(({ metadata }) => metadata.name)
    .sort();
}

function describeWhen({ when, maxUnavailable }: DpuSetLoss): string {
  if (when === 'atOnce') {
    return 'at once (OnDelete)';
  }
  return maxUnavailable
    ? `at most ${maxUnavailable} ${
        maxUnavailable === '1' ? 'host' : 'hosts'
      } at a time (RollingUpdate)`
    : 'a few hosts at a time, as DPFOperatorConfig allows (RollingUpdate)';
}

function describeLoss(loss: DpuSetLoss): string {
  const { madeBy, deletes, dpus } = loss;
  const what = `${selectorName({ kind: 'DPUSet', ...loss })}${
    madeBy ? ` (of DPUDeployment ${madeBy})` : ''
  }`;
  const [first, second] = dpus;
  const rest = deletes - 2;
  const named = [first, second].filter(Boolean).join(', ');
  return deletes
    ? `${what} no longer selects it: DPF deletes its ${count(
        deletes,
        'DPU',
      )} (${named}${rest > 0 ? ` and ${rest} more` : ''}) ${describeWhen(
        loss,
      )}.`
    : `${what} no longer selects it.`;
}

/** Sentences about the sets of a list, the first few of them. */
function describeSome<T>(items: readonly T[], say: (item: T) => string) {
  const most = 3;
  const rest = items.length - most;
  return [
    ...items.slice(0, most).map(say),
    ...(rest > 0 ? [`The same is true of ${rest} more.`] : []),
  ];
}

const WARNING =
  'A deleted DPU is provisioned again for another cluster, which may reboot its host.';

function describeNumber({
  deletes,
  isUpperBound,
}: Pick<LabelChangeEffect, 'deletes' | 'isUpperBound'>): string {
  if (deletes === 'unknown') {
    return 'It is unknown whether this change of labels deletes DPUs: neither the DPUs nor everything that selects them can be read here.';
  }
  if (deletes === 0) {
    return 'This change of labels deletes no DPU.';
  }
  return isUpperBound
    ? `This change of labels deletes up to ${count(
        deletes,
        'DPU',
      )}. How many is unknown, because not everything that selects them can be read here.`
    : `This change of labels deletes ${count(deletes, 'DPU')}.`;
}

function describe(effect: Omit<LabelChangeEffect, 'sentence'>): string {
  const { deletes, losses, gains } = effect;
  return [
    describeNumber(effect),
    ...describeSome(losses, describeLoss),
    ...(deletes === 0 ? [] : [WARNING]),
    ...(gains.length
      ? [`From then on it is also selected by ${someOf(gains)}.`]
      : []),
  ].join(' ');
}

/**
 * What a change of a cluster's labels does to its DPUs. DPF deletes the DPUs of a DPUSet whose cluster the DPUSet no
 * longer selects: a DPUSet with OnDelete deletes all of them at once, one with RollingUpdate a few hosts at a time. What
 * may not be read counts as the worst that it can be.
 *
 * @public
 */
export function labelChangeEffect(change: {
  before: ClusterLabels | undefined;
  after: ClusterLabels | undefined;
  known: KnownDpuSelectors;
  /** The DPUs that name the cluster; `undefined`: they may not be read. */
  dpus: readonly Dpu[] | undefined;
  /** `status.nodesCount` of the cluster, for where its DPUs may not be read. */
  nodesCount?: number;
}): LabelChangeEffect {
  const { before = {}, after = {}, known } = change;
  const assigned = change.dpus && assignedDpus(change.dpus);
  const sets = known.dpuSets ?? [];
  const all = [...sets, ...(known.dpuDeployments ?? [])];
  const lost = sets.filter(
    set => selectsByLabel(set, before) && !selectsByLabel(set, after),
  );
  const losses = lost.map((set): DpuSetLoss => {
    const dpus = dpusOfSet(assigned ?? [], set);
    return {
      namespace: set.namespace,
      name: set.name,
      ...(set.madeBy && { madeBy: set.madeBy }),
      deletes: dpus.length,
      dpus: dpus.slice(0, MOST_LISTED),
      when: set.deletes,
      ...(set.maxUnavailable && { maxUnavailable: set.maxUnavailable }),
    };
  });
  const isUnknown =
    known.dpuSets === undefined || (!assigned && losses.length > 0);
  const most: LabelChangeEffect['deletes'] =
    assigned?.length ?? change.nodesCount ?? 'unknown';
  const effect: Omit<LabelChangeEffect, 'sentence'> = {
    deletes: isUnknown
      ? most
      : losses.reduce((sum, { deletes }) => sum + deletes, 0),
    // Where the cluster has no DPU, none can be deleted, whatever may not be read.
    ...(isUnknown && most !== 0 ? { isUpperBound: true } : {}),
    selectedBy: all
      .filter(one => selectsByLabel(one, before))
      .map(selectorName),
    losses,
    gains: all
      .filter(one => selectsByLabel(one, after) && !selectsByLabel(one, before))
      .map(selectorName),
  };
  return { ...effect, sentence: describe(effect) };
}

/**
 * Why a change with this effect is not carried out; `undefined` when it is. The number that the user saw must be the
 * number that is true now. A change that deletes nothing needs none.
 *
 * @public
 */
export function unconfirmedChange(
  { deletes, sentence }: LabelChangeEffect,
  confirmDpus: string | undefined,
): string | undefined {
  if (confirmDpus === String(deletes) || (!confirmDpus && deletes === 0)) {
    return undefined;
  }
  const seen =
    confirmDpus === undefined
      ? 'It was not confirmed'
      : `It was confirmed for ${confirmDpus}, and that has changed`;
  return `${sentence} ${seen}, so nothing was changed. If it is intended, repeat the request with confirmDpus=${deletes}.`;
}
