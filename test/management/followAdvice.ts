import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Lab } from './Lab';

/** The commands that an advice quotes, as a reader copies them. */
export function commandsIn(advice: string): string[] {
  return [...advice.matchAll(/`(kubectl [^`]+)`/g)].map(
    ([, command]) => command,
  );
}

/** Runs the last command of an advice in a shell, as an administrator of the lab. */
export async function followAdvice(lab: Lab, advice: string): Promise<void> {
  const command = commandsIn(advice).at(-1);
  if (!command) {
    throw new Error(`No command in: ${advice}`);
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'advice-'));
  const kubeconfig = path.join(folder, 'kubeconfig');
  fs.writeFileSync(kubeconfig, lab.cluster.kubeConfig.exportConfig(), {
    mode: 0o600,
  });
  try {
    await run(command, {
      PATH: process.env.PATH,
      HOME: folder,
      KUBECONFIG: kubeconfig,
    });
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function run(command: string, env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const shell = spawn('/bin/sh', ['-c', command], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let problem = '';
    shell.stderr.on('data', chunk => (problem += chunk));
    shell.on('error', reject);
    shell.on('close', code =>
      code === 0 ? resolve() : reject(new Error(`${command}: ${problem}`)),
    );
  });
}
