import { spawn } from 'node:child_process';

export interface Output {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end. Rejects only when it cannot be started. */
export function runForOutput(
  command: string,
  args: string[],
  options: {
    cwd?: string;
    env?: NodeJS.ProcessEnv;
    signal?: AbortSignal;
    onStderrLine?: (line: string) => void;
  } = {},
): Promise<Output> {
  const { onStderrLine, ...spawnOptions } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...spawnOptions,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', chunk => {
      stdout += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
      chunk
        .split('\n')
        .filter(Boolean)
        .forEach(line => onStderrLine?.(line));
    });
    child.on('error', reject);
    child.on('close', code => resolve({ code, stdout, stderr }));
  });
}
