import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { Lab } from './Lab';

/** How a command ended. */
export interface KubectlResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs kubectl as a user of GitOps or of a shell does: with files, a kubeconfig and nothing else. */
export class Kubectl {
  readonly #folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kubectl-'));
  readonly #env: NodeJS.ProcessEnv;

  /** Whether this machine has it. */
  static isHere(): boolean {
    return spawnSync('kubectl', ['version', '--client']).status === 0;
  }

  /** As an administrator, or with another kubeconfig. */
  constructor(lab: Lab, kubeconfig = lab.cluster.kubeConfig.exportConfig()) {
    const file = this.file('kubeconfig', kubeconfig);
    this.#env = {
      PATH: process.env.PATH,
      HOME: this.#folder,
      TMPDIR: this.#folder,
      KUBECONFIG: file,
    };
  }

  /** Writes a file and returns its path; objects as YAML. */
  file(name: string, content: string | object): string {
    const file = path.join(this.#folder, name);
    fs.writeFileSync(
      file,
      typeof content === 'string' ? content : stringify(content),
      { mode: 0o600 },
    );
    return file;
  }

  read(file: string): string {
    return fs.readFileSync(file, 'utf8');
  }

  run(...args: string[]): Promise<KubectlResult> {
    return this.#spawn('kubectl', args);
  }

  /** `kubectl edit` by somebody whose editor is this script of sed. */
  edit(script: string, ...args: string[]): Promise<KubectlResult> {
    return this.#spawn('kubectl', ['edit', ...args], {
      KUBE_EDITOR: `sed -i ${script}`,
    });
  }

  /** Runs a command as a message of the product prints it. */
  paste(command: string): Promise<KubectlResult> {
    return this.#spawn('/bin/sh', ['-c', command]);
  }

  remove(): void {
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }

  #spawn(
    program: string,
    args: string[],
    env: NodeJS.ProcessEnv = {},
  ): Promise<KubectlResult> {
    return new Promise((resolve, reject) => {
      const child = spawn(program, args, {
        env: { ...this.#env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const said = { stdout: '', stderr: '' };
      child.stdout.on('data', chunk => (said.stdout += chunk));
      child.stderr.on('data', chunk => (said.stderr += chunk));
      child.on('error', reject);
      child.on('close', code => resolve({ code, ...said }));
    });
  }
}
