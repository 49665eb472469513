import { spawn } from 'node:child_process';
import { readReport } from './readReport.mjs';

const LIMIT_MS = 60 * 60_000;

/**
 * Runs a command whose output goes straight to the terminal and resolves with
 * its exit code. A run that does not end is ended after an hour.
 */
export function runVisibly(command, args, { env, cwd }) {
  return new Promise(resolve => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const limit = setTimeout(() => {
      process.stdout.write(`  ${command} did not end in time\n`);
      child.kill('SIGTERM');
    }, LIMIT_MS);
    child.on('error', error => {
      clearTimeout(limit);
      process.stdout.write(`  ${error.message}\n`);
      resolve(127);
    });
    child.on('close', code => {
      clearTimeout(limit);
      resolve(code ?? 1);
    });
  });
}

/** Runs one part of a suite and adds its name and how long it took. */
export async function timed(name, run) {
  const from = performance.now();
  const outcome = await run();
  return { name, ms: performance.now() - from, ...outcome };
}

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
