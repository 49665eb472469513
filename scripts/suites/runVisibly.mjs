import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { readReport } from './readReport.mjs';

const LIMIT_MS = 60 * 60_000;

/** Starts a command. `end` is called once, with its exit code. Stops the command after an hour. */
function start(command, args, { env, cwd, output }, end) {
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: ['ignore', output, output],
  });
  const limit = setTimeout(() => {
    process.stdout.write(`  ${command} was stopped after an hour\n`);
    child.kill('SIGTERM');
  }, LIMIT_MS);
  child.on('error', error => {
    clearTimeout(limit);
    process.stdout.write(`  ${error.message}\n`);
    end(127);
  });
  child.on('close', code => {
    clearTimeout(limit);
    end(code ?? 1);
  });
  return child;
}

/**
 * Runs a command with its output on the terminal. Resolves with its exit code.
 * Stops the command after an hour.
 */
export function runVisibly(command, args, { env, cwd }) {
  return new Promise(resolve => {
    start(command, args, { env, cwd, output: 'inherit' }, resolve);
  });
}

/** The lines of an output that a summary repeats. */
const TAIL_LINES = 25;

/**
 * As `runVisibly`; resolves also with the last lines of the output. A part that
 * has no report of its own names them as its failure, because the log of a CI may
 * be cut in the middle.
 */
export function runVisiblyWithTail(command, args, { env, cwd }) {
  return new Promise(resolve => {
    let tail = '';
    const child = start(command, args, { env, cwd, output: 'pipe' }, exitCode =>
      resolve({ exitCode, tail: stripVTControlCharacters(tail) }),
    );
    const show = terminal => chunk => {
      terminal.write(chunk);
      tail = `${tail}${chunk}`.split('\n').slice(-TAIL_LINES).join('\n');
    };
    child.stdout.on('data', show(process.stdout));
    child.stderr.on('data', show(process.stderr));
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
