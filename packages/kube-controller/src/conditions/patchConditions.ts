import { JsonPatchOperation } from '../client';
import { Condition } from './Condition';

/**
 * The steps from the live conditions to those that {@link mergeConditions} made of them. They touch no condition that
 * stays as it is: what is read by a watch may lack fields of it, since a watch from before its definition was upgraded
 * goes on for a second with the schema of then.
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
      // From the end: a removal moves what comes after it.
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
