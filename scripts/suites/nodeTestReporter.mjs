/** A reporter of node:test that writes only the three counts and what failed, as JSON. */
export default async function* nodeTestReporter(events) {
  const counts = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for await (const { type, data } of events) {
    if (data?.details?.type === 'suite') {
      continue;
    }
    if (type === 'test:fail') {
      counts.failed += 1;
      counts.failures.push(`${data.name}: ${data.details.error.message}`);
    } else if (type === 'test:pass') {
      const skipped = data.skip !== undefined || data.todo !== undefined;
      counts[skipped ? 'skipped' : 'passed'] += 1;
    }
  }
  yield JSON.stringify(counts);
}
