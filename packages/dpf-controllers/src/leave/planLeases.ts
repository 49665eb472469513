import { CONTROLLERS_LEASE, VENDOR_ROLES } from '@dpf-portal/dpf-world';
import { KubeClient, LeaseObject, holderOf } from '@dpf-portal/kube-controller';
import { inTurns } from '../footprint/inTurns';
import { OwnedObject } from '../footprint/OwnedObject';
import { LeavePlan, deletion, leftOver, nameOf, stay } from './LeavePlan';

const OURS: readonly string[] = [
  ...Object.values(VENDOR_ROLES).flatMap(({ leases }) => leases),
  CONTROLLERS_LEASE,
];

/**
 * Leases that this project made and nobody holds go; an absent Lease is free. Our own is the last step of all, since it
 * has the announcement of the hand-back, which keeps our controllers from leading again.
 */
export async function planLeases(
  client: KubeClient,
  leases: readonly OwnedObject[],
): Promise<LeavePlan> {
  const known = leases
    .filter(({ metadata }) => OURS.includes(metadata.name))
    .sort(
      (a, b) => OURS.indexOf(a.metadata.name) - OURS.indexOf(b.metadata.name),
    );
  const seen = await inTurns(known, 4, async owned => ({
    owned,
    live: await client.get<LeaseObject>(owned.resource, owned.metadata),
  }));
  const isOwn = ({ owned }: (typeof seen)[number]) =>
    owned.metadata.name === CONTROLLERS_LEASE || !owned.isShared;
  const leader = seen
    .map(({ live }) => live)
    .find(({ metadata }) => metadata.name === CONTROLLERS_LEASE);
  const own = holderOf(leader);
  const gone = seen.filter(one => !holderOf(one.live) && isOwn(one));
  const held = seen.filter(({ live }) => own && holderOf(live) === own);
  const kept = seen.filter(one => !gone.includes(one) && !held.includes(one));
  const names = (all: typeof seen) =>
    all.map(({ owned }) => nameOf(owned.metadata));
  return {
    // The version as it was read together with the holder.
    steps: gone.map(({ owned, live }) =>
      deletion({
        ...owned,
        metadata: {
          ...owned.metadata,
          uid: live.metadata.uid,
          resourceVersion: live.metadata.resourceVersion,
        },
      }),
    ),
    stays: [
      ...leftOver(
        'Leases of this project’s controllers',
        names(held),
        `${own} holds them. The hand-back releases them.`,
        ['dpf-controllers handback'],
      ),
      ...stay(
        'Leases of DPF’s controllers',
        names(kept),
        'DPF’s own controllers are elected by them.',
      ),
    ],
  };
}
