import { LocalCluster } from '@dpf-portal/local-cluster';
import fs from 'node:fs';
import path from 'node:path';
import { writeBareDeploy } from '../management/bareDeploy';
import { Commands } from './Commands';

const REPOSITORY = path.resolve(__dirname, '../..');
const DEPLOY = path.join(REPOSITORY, 'deploy');
const TEAM = 'team-a';
const MINUTE = 60_000;

/** The cluster that exists before the portal is installed. */
export const EXISTING_CLUSTER = { namespace: TEAM, name: 'test' };

/**
 * A management cluster before this project is installed: DPF's definitions, the namespace of DPF's controllers and one
 * with a DPUCluster. An administrator works there with kubectl.
 */
export class ManagementSite {
  static async start(
    directory: string,
    commands: Commands,
  ): Promise<ManagementSite> {
    const deployDir = writeBareDeploy(path.join(directory, 'bare-deploy'), [
      'dpf-operator-system',
      TEAM,
    ]);
    // The commands in the documents expect the root of this repository, and write files to the current directory.
    const desk = path.join(directory, 'administrator');
    fs.mkdirSync(desk);
    fs.symlinkSync(DEPLOY, path.join(desk, 'deploy'));

    const cluster = LocalCluster.create({
      stateDir: path.join(directory, 'management-cluster'),
      kamaji: false,
      light: true,
      deployDir,
    });
    await cluster.start();
    const site = new ManagementSite(cluster, desk, commands);
    await site.administrate(
      `kubectl apply -n ${TEAM} -f ${REPOSITORY}/test/fixtures/guide/kamaji.yaml\n`,
    );
    return site;
  }

  readonly #cluster: LocalCluster;
  readonly #desk: string;
  readonly #commands: Commands;

  private constructor(cluster: LocalCluster, desk: string, commands: Commands) {
    this.#cluster = cluster;
    this.#desk = desk;
    this.#commands = commands;
  }

  /** A file that the commands of `docs/install.md` write. */
  get portalKubeconfigFile(): string {
    return path.join(this.#desk, 'portal.kubeconfig');
  }

  /** Runs shell commands as the administrator of the cluster. */
  async administrate(script: string): Promise<void> {
    await this.#commands.run('administrator', ['bash', '-euc', script], {
      cwd: this.#desk,
      env: { ...process.env, KUBECONFIG: this.#cluster.adminKubeconfigFile },
      timeoutMs: MINUTE,
    });
  }

  async stop(): Promise<void> {
    await this.#cluster.stop();
  }
}
