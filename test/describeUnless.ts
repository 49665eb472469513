/**
 * `describe` where nothing is missing. Otherwise the tests are skipped, and what is missing stands in the title: the
 * summary of `npm test` counts skipped tests by it.
 *
 * @param missing - What the tests need and this machine lacks, with the way to provide it.
 */
export function describeUnless(
  missing: string | undefined,
  name: string,
  tests: () => void,
): void {
  const isComplete = missing === undefined;
  (isComplete ? describe : describe.skip)(
    isComplete ? name : `${name} [skipped: ${missing}]`,
    tests,
  );
}

/**
 * As `describeUnless`, for what a machine that runs everything must have.
 *
 * @throws Error when it is missing and everything is required (`DPF_REQUIRE_ALL=1`).
 */
export function describeRequiring(
  missing: string | undefined,
  name: string,
  tests: () => void,
): void {
  if (missing !== undefined && process.env.DPF_REQUIRE_ALL === '1') {
    throw new Error(missing);
  }
  describeUnless(missing, name, tests);
}
