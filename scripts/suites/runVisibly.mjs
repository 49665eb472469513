import { spawn } from 'node:child_process';
import { readReport } from './readReport.mjs';

const LIMIT_MS = 60 * 60_000;

/**
 * Runs a command with its output on the terminal. Resolves with its exit code.
 * Stops the command after an hour.
 */
export function runVisibly(command, args, { env, cwd }) {
  return new Promise(resolve => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const limit = setTimeout(() => {
      process.stdout.write(`  ${command} was stopped after an hour\n`);
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

/** Runs one part of a suite and adds its name and duration to the outcome. */
export async function timed(name, run) {
  const from = performance.now();
  const outcome = await run();
  return { name, ms: performance.now() - from, ...outcome };
}

/**
 * Runs jest through yarn with these arguments. Resolves with the counts of its
 * report.
 */
export async function runJest({ args, env, cwd, file }) {
  const exitCode = await runVisibly(
    'yarn',
    ['run', ...args, '--json', `--outputFile=${file}`],
    { env: { ...env, CI: 'true' }, cwd },
  );
  return readReport({ kind: 'jest', file, exitCode });
}
