import { execFile } from 'node:child_process';
import path from 'node:path';

const executable = path.resolve(
  __dirname,
  '../../packages/dpf-controllers/bin/dpf-controllers',
);
const TIMEOUT_MS = 100_000;

/** How a command of `dpf-controllers` ended. */
export interface CommandResult {
  code: number;
  /** What it printed on its standard output and error, in this order. */
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
