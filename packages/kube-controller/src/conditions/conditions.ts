import { JsonPatchOperation } from '../client/KubeClient';

/** A status condition, as `metav1.Condition`. @public */
export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason: string;
  message: string;
  lastTransitionTime: string;
  observedGeneration?: number;
}

/**
 * The conditions to write: the live ones, with those of the owned types replaced.
 *
 * Foreign conditions and the order stay; new ones are appended; a condition of an owned type that is not in `ours` is
 * removed. `lastTransitionTime` changes only with `status`. When nothing changes the result is `live` itself, so the
 * caller can compare by `===`.
 *
 * @public
 */
export function mergeConditions(
  live: readonly Condition[] | undefined,
  ours: ReadonlyArray<Omit<Condition, 'lastTransitionTime'>>,
  ownedTypes: readonly string[],
  now: string,
): readonly Condition[] {
  const before = live ?? [];
  const missing = new Map(ours.map(condition => [condition.type, condition]));
  const merged: Condition[] = [];
  for (const old of before) {
    const wanted = missing.get(old.type);
    if (wanted) {
      merged.push(mergeOne(old, wanted, now));
      missing.delete(old.type);
    } else if (!ownedTypes.includes(old.type)) {
      merged.push(old);
    }
  }
  for (const wanted of missing.values()) {
    merged.push({ ...wanted, lastTransitionTime: now });
  }
  const unchanged =
    merged.length === before.length &&
    merged.every((condition, index) => condition === before[index]);
  return live && unchanged ? live : merged;
}

function mergeOne(
  old: Condition,
  wanted: Omit<Condition, 'lastTransitionTime'>,
  now: string,
): Condition {
  const same =
    old.status === wanted.status &&
    old.reason === wanted.reason &&
    old.message === wanted.message &&
    old.observedGeneration === wanted.observedGeneration;
  if (same) {
    return old;
  }
  const moved = old.status !== wanted.status;
  return {
    ...wanted,
    lastTransitionTime: moved ? now : old.lastTransitionTime,
  };
}

/**
 * The JSON patch from the live conditions to the result of {@link mergeConditions}. It does not touch unchanged
 * conditions: for about a second after a CRD changed, a watch still delivers objects without their new fields, and
 * writing these back would remove the fields.
 *
 * @public
 */
export function patchConditions(
  live: readonly Condition[] | undefined,
  merged: readonly Condition[],
  path: string,
): JsonPatchOperation[] {
  const replaced: JsonPatchOperation[] = [];
  const removed: JsonPatchOperation[] = [];
  let kept = 0;
  (live ?? []).forEach((condition, index) => {
    const next = merged[kept];
    if (next?.type !== condition.type) {
      // In reverse order, since a removal shifts the following entries.
      removed.unshift({ op: 'remove', path: `${path}/${index}` });
      return;
    }
    kept++;
    if (next !== condition) {
      replaced.push({ op: 'replace', path: `${path}/${index}`, value: next });
    }
  });
  const added = merged
    .slice(kept)
    .map(value => ({ op: 'add' as const, path: `${path}/-`, value }));
  const list = live ? [] : [{ op: 'add' as const, path, value: [] }];
  return [...list, ...replaced, ...removed, ...added];
}
