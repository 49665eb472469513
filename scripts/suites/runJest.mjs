import { readReport } from './readReport.mjs';
import { runVisibly } from './runVisibly.mjs';

/**
 * Runs jest by way of yarn: these arguments, and of the tests only the files
 * named, if any are. Answers the counts of the report it leaves in the file.
 */
export async function runJest({ args, env, cwd, file, only }) {
  const exitCode = await runVisibly(
    'yarn',
    [
      'run',
      ...args,
      '--json',
      `--outputFile=${file}`,
      ...(only.length > 0 ? ['--runTestsByPath', ...only] : []),
    ],
    { env: { ...env, CI: 'true' }, cwd },
  );
  return readReport({ kind: 'jest', file, exitCode });
}
