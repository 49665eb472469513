import { boundedText } from '@dpf-portal/dpf-model';
import { HandBackReport } from './HandBackReport';

/** The report for a terminal; names from the cluster steer nothing in it. */
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
    'Left in place, nothing was removed:',
    ...left.map(sentence => `- ${sentence}`),
    complete
      ? 'Handed back. dpf-controllers handback --undo takes it up again.'
      : 'Not handed back yet.',
  ];
  return `${lines.map(line => boundedText(line)).join('\n')}\n`;
}
