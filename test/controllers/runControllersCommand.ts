import { execFile } from 'node:child_process';
import path from 'node:path';

const executable = path.resolve(
  __dirname,
  '../../packages/dpf-controllers/bin/dpf-controllers',
);
const TIMEOUT_MS = 100_000;

/** The result of a command of `dpf-controllers`. */
export interface CommandResult {
  code: number;
  /** Its standard output, followed by its standard error. */
  output: string;
}

/** Runs a command of `dpf-controllers` to its end. */
export async function runControllersCommand(
  ...args: string[]
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [executable, ...args],
      { timeout: TIMEOUT_MS },
      (error, stdout, stderr) => {
        const output = `${stdout}${stderr}`;
        if (!error) {
          resolve({ code: 0, output });
        } else if (typeof error.code === 'number') {
          resolve({ code: error.code, output });
        } else {
          reject(error);
        }
      },
    );
  });
}
