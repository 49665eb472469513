import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { KubeObject } from '@dpf-portal/kube-controller';
import { helmProgram } from './helmProgram';

/** The chart of this repository. */
export const CHART = path.resolve(__dirname, '../../deploy/charts/dpf-portal');

/** How a command of Helm ended. */
export interface HelmResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Values of the chart. */
export interface ChartValues {
  [name: string]: unknown;
}

/** Runs the real Helm with a home of its own, as the administrator of a cluster or without one. */
export class Helm {
  readonly #folder = fs.mkdtempSync(path.join(os.tmpdir(), 'helm-'));
  readonly #env: NodeJS.ProcessEnv;
  #values = 0;

  constructor(kubeconfig?: string) {
    this.#env = { PATH: process.env.PATH, HOME: this.#folder };
    if (kubeconfig) {
      const file = path.join(this.#folder, 'kubeconfig');
      fs.writeFileSync(file, kubeconfig, { mode: 0o600 });
      this.#env.KUBECONFIG = file;
    }
  }

  async run(...args: string[]): Promise<HelmResult> {
    const child = spawn(helmProgram(), args, {
      cwd: this.#folder,
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', chunk => (stdout += chunk));
    child.stderr.on('data', chunk => (stderr += chunk));
    await once(child, 'close');
    return { code: child.exitCode, stdout, stderr };
  }

  /** Runs a command on the chart with values. */
  runWith(values: ChartValues, ...args: string[]): Promise<HelmResult> {
    this.#values += 1;
    const file = path.join(this.#folder, `values-${this.#values}.yaml`);
    fs.writeFileSync(file, stringify(values));
    return this.run(...args, '--values', file);
  }

  /** The objects that the chart has with these values. */
  async template(values: ChartValues = {}): Promise<KubeObject[]> {
    const { code, stdout, stderr } = await this.runWith(
      values,
      ...['template', 'dpf-portal', CHART, '--namespace', 'dpf-portal'],
      // The oldest that the chart admits. Without a cluster Helm does not know the version.
      ...['--kube-version', '1.30.0'],
    );
    if (code !== 0) {
      throw new Error(stderr);
    }
    return parseAllDocuments(stdout)
      .map((document): KubeObject | null => document.toJS())
      .filter(object => object !== null);
  }

  /** Installs the chart, or upgrades the release, as the documents say. */
  async upgrade(values: ChartValues = {}): Promise<void> {
    const { code, stderr } = await this.runWith(
      values,
      ...['upgrade', '--install', 'dpf-portal', CHART],
      ...['--namespace', 'dpf-portal', '--create-namespace'],
      // Without it Helm keeps the earlier values where there are no others.
      '--reset-values',
    );
    if (code !== 0) {
      throw new Error(stderr);
    }
  }

  remove(): void {
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** `Kind namespace/name` of each object, sorted. */
export function namesOf(objects: readonly KubeObject[]): string[] {
  return objects
    .map(({ kind, metadata: { namespace, name } }) =>
      namespace ? `${kind} ${namespace}/${name}` : `${kind} ${name}`,
    )
    .sort();
}
