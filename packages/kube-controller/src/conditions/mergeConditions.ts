import { Condition } from './Condition';

/**
 * The conditions to write: the live ones with those of our types replaced.
 *
 * Foreign conditions and the order stay; new ones go to the end; one of our types that we no
 * longer state goes away. `lastTransitionTime` moves only with `status`. When nothing changes the
 * result is `live` itself, so that `===` tells whether to write.
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
