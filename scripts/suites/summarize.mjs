const sum = (outcomes, key) =>
  outcomes.reduce((total, outcome) => total + outcome[key], 0);

function duration(ms) {
  const seconds = ms / 1000;
  return seconds < 100
    ? `${seconds.toFixed(1)} s`
    : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

function row({ suite, name, ms, passed, failed, skipped, note, missing }) {
  const remark = missing ?? note;
  return [
    failed > 0
      ? 'FAILED '
      : skipped > 0 && passed === 0
      ? 'skipped'
      : 'ok     ',
    `${suite}: ${name}`.padEnd(38),
    duration(ms).padStart(12),
    `${passed} passed, ${failed} failed, ${skipped} skipped`,
    remark ? `(${remark})` : '',
  ]
    .join('  ')
    .trimEnd();
}

/**
 * Counts a suite with a missing prerequisite as failed.
 */
export function requireAll(outcomes) {
  return outcomes.map(outcome =>
    outcome.missing ? { ...outcome, failed: 1, skipped: 0 } : outcome,
  );
}

/** One line with the number of skipped tests for each reason. Empty if none was skipped. */
function skippedLine(outcomes) {
  const reasons = new Map();
  for (const { skippedBecause = {}, missing, skipped } of outcomes) {
    const entries = missing
      ? [[missing, skipped]]
      : Object.entries(skippedBecause);
    for (const [reason, count] of entries) {
      reasons.set(reason, (reasons.get(reason) ?? 0) + count);
    }
  }
  const parts = [...reasons].map(([reason, count]) => `${count} (${reason})`);
  return parts.length > 0 ? [`Skipped tests: ${parts.join(', ')}`] : [];
}

/** Lists the failed tests, so that they need not be searched in a long log. */
function failedLines(outcomes) {
  const under = (title, key) => {
    const lines = outcomes.flatMap(outcome =>
      (outcome[key] ?? []).map(line => `  ${outcome.suite}: ${line}`),
    );
    return lines.length > 0 ? [title, ...lines, ''] : [];
  };
  return [
    ...under('Failed at the first attempt:', 'failedAtFirst'),
    ...under('Failed:', 'failures'),
  ];
}

/** The lines of the summary. The last one is the total of the runners' reports. */
export function summarize(outcomes) {
  const failed = sum(outcomes, 'failed');
  return {
    ok: failed === 0,
    lines: [
      ...outcomes.map(row),
      '',
      ...failedLines(outcomes),
      ...skippedLine(outcomes),
      `${sum(outcomes, 'passed')} passed, ${failed} failed, ${sum(
        outcomes,
        'skipped',
      )} skipped`,
    ],
  };
}
