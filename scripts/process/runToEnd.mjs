import { UserError } from '../progress/UserError.mjs';

const TAIL_LINES = 200;

/**
 * Runs a command until it ends. The end of its output is printed to stderr only
 * if it fails; `onLine` receives each line.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{supervisor: import('./Supervisor.mjs').Supervisor, cwd: string, env?: object, remedy: string, onLine?: (line: string) => void}} options
 */
export async function runToEnd(
  command,
  args,
  { supervisor, cwd, env, remedy, onLine = () => {} },
) {
  const tail = [];
  const keep = line => {
    tail.push(line);
    if (tail.length > TAIL_LINES) {
      tail.shift();
    }
    onLine(line);
  };
  const { code, signal, error } = await supervisor.run({
    name: `${command} ${args[0]}`,
    command,
    args,
    cwd,
    env,
    onStdoutLine: keep,
    onStderrLine: keep,
  });
  if (error) {
    throw new UserError(
      `${command} could not be started: ${error.message}`,
      remedy,
    );
  }
  if (code !== 0) {
    if (!supervisor.isStopping) {
      process.stderr.write(`${tail.join('\n')}\n`);
    }
    throw new UserError(
      `${command} ${args[0]} ended with ${signal ?? `code ${code}`}.`,
      remedy,
    );
  }
}
