import { boundedText } from '@dpf-portal/dpf-model';
import { CheckOutcome } from './DoctorCheck';

const WORDS: Record<CheckOutcome['state'], string> = {
  ok: 'ok',
  warning: 'warn',
  problem: 'FAIL',
};
const WORD_WIDTH = 5;
const CHECK_WIDTH = 16;

function summary(outcomes: readonly CheckOutcome[]): string {
  const numberOf = (state: CheckOutcome['state']) =>
    outcomes.filter(outcome => outcome.state === state).length;
  const [problems, warnings] = [numberOf('problem'), numberOf('warning')];
  return problems === 0
    ? `Nothing is in the way${warnings ? `, ${warnings} to be looked at` : ''}.`
    : `${problems} of ${outcomes.length} checks failed.`;
}

/**
 * One line for each check, with its remedy below. Text from the cluster cannot start a new line.
 *
 * @public
 */
export function renderOutcomes(outcomes: readonly CheckOutcome[]): string {
  const lines = outcomes.flatMap(({ check, state, message, remedy }) => [
    `${WORDS[state].padEnd(WORD_WIDTH)}${check.padEnd(CHECK_WIDTH)}${message}`,
    ...(remedy ? [`${' '.repeat(WORD_WIDTH + CHECK_WIDTH)}→ ${remedy}`] : []),
  ]);
  return [
    ...lines.map(line => boundedText(line)),
    '',
    summary(outcomes),
    '',
  ].join('\n');
}
