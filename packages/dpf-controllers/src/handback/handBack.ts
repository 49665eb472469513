import { Clock, KubeClient } from '@dpf-portal/kube-controller';
import { VendorRole, readVendorRoles } from '@dpf-portal/dpf-world';
import { HandBackReport } from './HandBackReport';
import { OwnLeases } from './OwnLeases';
import { readKeepalivedInTheWay } from './keepalivedInTheWay';
import { whatIsLeft } from './whatIsLeft';

function nextOf({
  role,
  holders,
  deployment,
}: VendorRole): HandBackReport['roles'][number] {
  if (holders !== 'unknown' && holders.length > 0) {
    const named = holders.map(({ holder }) => holder);
    return { role, next: `held by ${[...new Set(named)].join(' and ')}` };
  }
  if (deployment === 'present') {
    return {
      role,
      next: 'free; DPF’s own controller is installed and acquires it',
    };
  }
  return {
    role,
    next:
      deployment === 'unknown' || holders === 'unknown'
        ? 'unknown: no permission to read Leases or Deployments'
        : 'free, and DPF’s own controller is not installed. No controller runs this role',
  };
}

/**
 * Hands a management cluster back to DPF's own controllers: the leader ends its writes and releases the Leases, and no
 * process of this project leads again until `undo`. Deletes nothing.
 *
 * @public
 */
export async function handBack(options: {
  client: KubeClient;
  namespace: string;
  clock: Clock;
  /** How long the holder may take to release its Leases. */
  timeoutMs: number;
}): Promise<HandBackReport> {
  const { client, namespace, clock, timeoutMs } = options;
  const leases = new OwnLeases({ client, namespace, clock });
  const observed = await leases.observe();
  const holder = await leases.announce(true);
  const outcome = holder
    ? await leases.released(observed, holder, timeoutMs)
    : { released: [], held: [] };
  const roles = await readVendorRoles(options);
  return {
    complete: outcome.held.length === 0,
    holder,
    ...outcome,
    roles: roles.map(nextOf),
    left: await whatIsLeft(client, clock),
    deleteFirst: await readKeepalivedInTheWay(client, roles),
  };
}

/** Undoes a hand-back: this project's controllers may lead again, where they run and their roles are free. @public */
export async function undoHandBack(options: {
  client: KubeClient;
  namespace: string;
  clock: Clock;
}): Promise<void> {
  await new OwnLeases(options).announce(false);
}
