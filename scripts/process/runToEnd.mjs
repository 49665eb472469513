import { spawn } from 'node:child_process';
import { UserError } from '../progress/UserError.mjs';

const TAIL_BYTES = 20_000;
const HEARTBEAT_MS = 20_000;

/**
 * Runs a command to its end without a terminal. Its output is shown only when
 * it fails, then the last part of it on stderr; a long one shows its newest
 * line every 20 seconds.
 */
export function runToEnd(command, args, { cwd, env, remedy, progress }) {
  return new Promise((resolve, reject) => {
    let tail = '';
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = chunk => {
      tail = (tail + chunk).slice(-TAIL_BYTES);
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    const heartbeat = setInterval(() => {
      const newest = tail.trimEnd().split('\n').pop().trim();
      progress.line(`  ${command}: ${newest || 'no output yet'}`);
    }, HEARTBEAT_MS);
    child.on('error', error => {
      clearInterval(heartbeat);
      reject(
        new UserError(`${command} could not be run: ${error.message}`, remedy),
      );
    });
    child.on('close', (code, signal) => {
      clearInterval(heartbeat);
      if (code === 0) {
        resolve();
        return;
      }
      process.stderr.write(tail);
      reject(
        new UserError(
          `${command} ${args[0]} ended with ${signal ?? `code ${code}`}.`,
          remedy,
        ),
      );
    });
  });
}
