import {
  BackstageCredentials,
  BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';
import { readOwner } from '@dpf-portal/dpf-model';

/** The user who sent the request, and their ownership refs. */
export interface Caller {
  credentials: BackstageCredentials<BackstageUserPrincipal>;
  userEntityRef: string;
  ownershipEntityRefs: string[];
}

function ownRefs(caller: Caller): string[] {
  return [...caller.ownershipEntityRefs, caller.userEntityRef].flatMap(
    ref => readOwner(ref) ?? [],
  );
}

/** Whether the caller is, or is a member of, this owner, in any spelling. */
export function isOwnedBy(ref: string | undefined, caller: Caller): boolean {
  const owner = readOwner(ref);
  return owner !== undefined && ownRefs(caller).includes(owner);
}

/**
 * The owner of a new cluster: the requested one, else the caller's only group, else the caller. `isOwn`: the caller
 * needs no further permission to set it.
 */
export function resolveOwner(
  named: string | undefined,
  caller: Caller,
): { owner: string; isOwn: boolean } {
  const own = ownRefs(caller);
  const groups = own.filter(ref => ref.startsWith('group:'));
  const owner =
    readOwner(named) ??
    (groups.length === 1 ? groups[0] : undefined) ??
    readOwner(caller.userEntityRef) ??
    caller.userEntityRef;
  return { owner, isOwn: own.includes(owner) };
}
