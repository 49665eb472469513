import { boundedText, plainMarkdown } from '@dpf-portal/dpf-model';
import { MANAGEMENT_CLUSTER } from '../footprint/OwnedObject';
import { LeaveReport } from './leave';
import { LeaveRemainder, LeaveStep } from './LeavePlan';

const MOST_NAMES = 5;
const MOST_COMMANDS = 10;

/** One line of the report. */
interface Line {
  kind: 'heading' | 'item' | 'detail' | 'command';
  text: string;
}

function stepLine(step: LeaveStep): string {
  const { place, kind, namespace, name, annotations, finalizers } = step;
  const object = `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
  const parts = [
    ...Object.keys(annotations ?? {}),
    ...(finalizers ?? []).map(finalizer => `finalizer ${finalizer}`),
  ];
  const where = place === MANAGEMENT_CLUSTER ? '' : `${place}: `;
  return `${where}${object}${parts.length ? `: ${parts.join(', ')}` : ''}`;
}

function staysLines(stays: readonly LeaveRemainder[]): Line[] {
  return stays.flatMap(({ what, names, reason, commands }): Line[] => {
    const more = names.length - MOST_NAMES;
    const moreCommands = commands.length - MOST_COMMANDS;
    const shown = names.slice(0, MOST_NAMES).join(', ');
    return [
      {
        kind: 'item',
        text: `${what}: ${shown}${more > 0 ? ` and ${more} more` : ''}`,
      },
      { kind: 'detail', text: reason },
      ...commands
        .slice(0, MOST_COMMANDS)
        .map((text): Line => ({ kind: 'command', text })),
      ...(moreCommands > 0
        ? [
            {
              kind: 'detail' as const,
              text: `${moreCommands} more commands: see --output json.`,
            },
          ]
        : []),
    ];
  });
}

function section(heading: string, lines: readonly Line[]): Line[] {
  return lines.length ? [{ kind: 'heading', text: heading }, ...lines] : [];
}

function summary(report: LeaveReport): string {
  const { dryRun, stopFirst, removed } = report;
  if (stopFirst.length) {
    return 'Nothing was changed: stop this first, then run leave again.';
  }
  if (dryRun) {
    return `Nothing was changed: dry run. ${removed.length} removals are planned.`;
  }
  return isComplete(report)
    ? 'Everything that should go is gone.'
    : 'Something that should go is still there. Leave can be run again.';
}

function linesOf(report: LeaveReport): Line[] {
  const { dryRun, stopFirst, removed, failed, stays } = report;
  const item = (text: string): Line => ({ kind: 'item', text });
  return [
    ...section('Stop first', stopFirst.map(item)),
    ...section(
      dryRun ? 'Would be removed' : 'Removed',
      removed.map(stepLine).map(item),
    ),
    ...section(
      'Not removed',
      failed.flatMap((step): Line[] => [
        item(stepLine(step)),
        { kind: 'detail', text: step.problem },
      ]),
    ),
    ...section(
      'Should go, and is still there',
      staysLines(stays.filter(({ isLeftOver }) => isLeftOver)),
    ),
    ...section(
      'Stays',
      staysLines(stays.filter(({ isLeftOver }) => !isLeftOver)),
    ),
    { kind: 'heading', text: summary(report) },
  ];
}

const INDENT: Record<Line['kind'], string> = {
  heading: '',
  item: '- ',
  detail: '  ',
  command: '  $ ',
};

/** Whether nothing is left that should go. */
export function isComplete({ stopFirst, failed, stays }: LeaveReport): boolean {
  return (
    !stopFirst.length &&
    !failed.length &&
    !stays.some(({ isLeftOver }) => isLeftOver)
  );
}

/**
 * Renders the report for a terminal. Names from the clusters cannot control the terminal.
 */
export function renderLeave(report: LeaveReport): string {
  return linesOf(report)
    .map(({ kind, text }) => `${INDENT[kind]}${boundedText(text)}\n`)
    .join('');
}

/** As {@link renderLeave}, for a ticket. */
export function renderLeaveMarkdown(report: LeaveReport): string {
  return linesOf(report)
    .map(({ kind, text }) => {
      switch (kind) {
        case 'heading':
          return `\n## ${plainMarkdown(text)}\n\n`;
        case 'command':
          return `  - \`${boundedText(text).replaceAll('`', ' ')}\`\n`;
        default:
          return `${INDENT[kind]}${plainMarkdown(text)}\n`;
      }
    })
    .join('')
    .trimStart();
}
