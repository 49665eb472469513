import { ControllerRole, boundedText } from '@dpf-portal/dpf-model';
import { Clock, KubeClient } from '@dpf-portal/kube-controller';
import { VendorRole, readVendorRoles } from '@dpf-portal/dpf-world';
import { OwnLeases } from './OwnLeases';
import { whatIsLeft } from './whatIsLeft';

/** The result of a hand-back. @public */
export interface HandBackReport {
  /** Every Lease of this project's controllers is free. */
  complete: boolean;
  /** The holder of the Leases; absent if none of this project's controllers held them. */
  holder?: string;
  /** Leases that were released, and how. */
  released: Array<{ lease: string; how: 'by its holder' | 'in its place' }>;
  /** Leases that are still held. */
  held: string[];
  roles: Array<{ role: ControllerRole; next: string }>;
  /** What remains, one sentence each. */
  left: string[];
}

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
  return {
    complete: outcome.held.length === 0,
    holder,
    ...outcome,
    roles: (await readVendorRoles(options)).map(nextOf),
    left: await whatIsLeft(client, clock),
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

/**
 * Renders the report for a terminal. Names from the cluster cannot control the terminal.
 *
 * @public
 */
export function renderReport(report: HandBackReport): string {
  const { holder, released, held, roles, left, complete } = report;
  const lines = [
    holder
      ? `This project's controllers led as ${holder}.`
      : 'None of this project’s controllers leads here.',
    ...released.map(({ lease, how }) => `Released ${how}: Lease ${lease}`),
    ...held.map(
      lease =>
        `STILL HELD: Lease ${lease}. Stop ${holder}, then run this again.`,
    ),
    ...roles.map(({ role, next }) => `Role ${role}: ${next}.`),
    'These objects remain; nothing was deleted:',
    ...left.map(sentence => `- ${sentence}`),
    complete
      ? 'Handed back. To undo, run: dpf-controllers handback --undo'
      : 'Not handed back: at least one Lease is still held.',
  ];
  return `${lines.map(line => boundedText(line)).join('\n')}\n`;
}
