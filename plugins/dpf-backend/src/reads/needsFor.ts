import { ListedNeed } from '@dpf-portal/backstage-plugin-dpf-common';
import { FindingWho } from '@dpf-portal/dpf-model';
import { ClusterAssessment } from './ClusterAssessments';
import { LocatedCluster, ownerOf } from './locate';

/** Who asks for a list. */
export interface ListCaller {
  /** The entity refs that the caller owns clusters by, in the spelling of `readOwner`; none of a service. */
  own: readonly string[];
  /** The owners of whose quota the caller takes. */
  quotaOwners: readonly string[];
}

/** Somebody who owns no cluster. */
export const NO_CALLER: ListCaller = { own: [], quotaOwners: [] };

/** Who must act on a cluster, seen by the caller. */
export function needsFor(
  { own }: ListCaller,
  found: LocatedCluster,
  { attention }: Pick<ClusterAssessment, 'attention'>,
): ListedNeed[] {
  const isOwn = own.includes(ownerOf(found) ?? '');
  return attention.needs.map(need =>
    need === 'owner' && isOwn ? 'you' : need,
  );
}

/** Whose problems a list shows that is narrowed to one need. */
export function actorOf(
  needs: readonly ListedNeed[] | undefined,
): FindingWho | undefined {
  const [only, ...more] = needs ?? [];
  if (!only || more.length) {
    return undefined;
  }
  switch (only) {
    case 'you':
    case 'owner':
      return 'owner';
    case 'platform':
      return 'platform';
    default:
      return undefined;
  }
}
