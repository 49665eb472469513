import fs from 'node:fs/promises';
import path from 'node:path';
import { StateLock } from './StateLock';
import { Binaries } from '../binaries';

/** The directory with all state of one local cluster. */
export class StateDirectory {
  readonly pki: string;
  readonly etcd: string;
  readonly dataStore: string;
  readonly logs: string;
  readonly pods: string;
  readonly kamaji: string;
  readonly flavourFile: string;
  readonly lockFile: string;
  readonly portsFile: string;
  readonly binariesFile: string;
  readonly auditLog: string;
  readonly auditPolicy: string;

  constructor(readonly root: string) {
    this.pki = path.join(root, 'pki');
    this.etcd = path.join(root, 'etcd');
    this.dataStore = path.join(root, 'datastore');
    this.logs = path.join(root, 'logs');
    this.pods = path.join(root, 'pods');
    this.kamaji = path.join(root, 'kamaji');
    this.lockFile = path.join(root, 'lock');
    this.flavourFile = path.join(root, 'flavour');
    this.portsFile = path.join(root, 'ports.json');
    this.binariesFile = path.join(root, 'binaries.json');
    this.auditLog = path.join(root, 'audit.log');
    this.auditPolicy = path.join(root, 'audit-policy.yaml');
  }

  /** Creates the directories. With `fresh` deletes all contents but the lock first. */
  async prepare(options: { fresh: boolean }): Promise<void> {
    if (options.fresh) {
      for (const name of await fs.readdir(this.root)) {
        const file = path.join(this.root, name);
        if (file !== this.lockFile) {
          await fs.rm(file, { recursive: true, force: true });
        }
      }
    }
    for (const directory of [
      this.root,
      this.pki,
      this.etcd,
      this.dataStore,
      this.logs,
      this.kamaji,
    ]) {
      await fs.mkdir(directory, { recursive: true, mode: 0o700 });
    }
    // Copies of Secrets for processes of an earlier run.
    await fs.rm(this.pods, { recursive: true, force: true });
    await fs.mkdir(this.pods, { mode: 0o700 });
  }

  /** Locks the directory for this process. */
  async lock(): Promise<StateLock> {
    await fs.mkdir(this.root, { recursive: true, mode: 0o700 });
    return StateLock.acquire(this.lockFile);
  }

  logFile(name: string): string {
    return path.join(this.logs, `${name}.log`);
  }

  kubeconfigFile(name: string): string {
    return path.join(this.root, `${name}.kubeconfig`);
  }

  /** Writes a file that only this user may read. */
  async writeSecret(file: string, text: string): Promise<void> {
    await fs.writeFile(`${file}.new`, text, { mode: 0o600 });
    await fs.rename(`${file}.new`, file);
  }
}

/** Records the programs of a local cluster, for `join` in another process. */
export async function recordUsedBinaries(
  file: string,
  binaries: Binaries,
): Promise<void> {
  await fs.writeFile(file, `${JSON.stringify(binaries, undefined, 2)}\n`);
}

/** Reads the programs of a local cluster that runs or ran. Rejects if there never was one. */
export async function readUsedBinaries(file: string): Promise<Binaries> {
  return JSON.parse(await fs.readFile(file, 'utf8'));
}
