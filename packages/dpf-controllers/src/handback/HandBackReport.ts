import { ControllerRole, boundedText } from '@dpf-portal/dpf-model';

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
  /**
   * The DaemonSets of keepalived that a DPF from 26.4 on cannot take over, each with the command that deletes it, and what
   * that costs; one sentence each. Empty where it takes over all of them.
   */
  deleteFirst: string[];
}

/**
 * Renders the report for a terminal. Names from the cluster cannot control the terminal.
 *
 * @public
 */
export function renderReport(report: HandBackReport): string {
  const { holder, released, held, roles, left, complete } = report;
  const [deletions, ...perDaemonSet] = report.deleteFirst;
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
    ...(deletions ? [deletions] : []),
    ...perDaemonSet.map(sentence => `- ${sentence}`),
    complete
      ? 'Handed back. To undo, run: dpf-controllers handback --undo'
      : 'Not handed back: at least one Lease is still held.',
  ];
  return `${lines.map(line => boundedText(line)).join('\n')}\n`;
}
