import { canonicalEntityRef } from '../permissions';
import { Caller } from './Caller';

/**
 * The owner of a new cluster: the one named, else the caller's only group, else the caller. `isOwn` tells whether the
 * caller may say so without further permission.
 */
export function resolveOwner(
  named: string | undefined,
  caller: Caller,
): { owner: string; isOwn: boolean } {
  const own = caller.ownershipEntityRefs.flatMap(
    ref => canonicalEntityRef(ref) ?? [],
  );
  const groups = own.filter(ref => ref.startsWith('group:'));
  const owner =
    canonicalEntityRef(named) ??
    (groups.length === 1 ? groups[0] : undefined) ??
    canonicalEntityRef(caller.userEntityRef) ??
    caller.userEntityRef;
  return {
    owner,
    isOwn:
      own.includes(owner) || owner === canonicalEntityRef(caller.userEntityRef),
  };
}
