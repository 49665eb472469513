import { readReport } from './readReport.mjs';
import { runVisibly } from './runVisibly.mjs';

/**
 * Runs jest by way of yarn with these arguments. Resolves with the counts of the
 * report that it leaves in the file.
 */
export async function runJest({ args, env, cwd, file }) {
  const exitCode = await runVisibly(
    'yarn',
    ['run', ...args, '--json', `--outputFile=${file}`],
    { env: { ...env, CI: 'true' }, cwd },
  );
  return readReport({ kind: 'jest', file, exitCode });
}
