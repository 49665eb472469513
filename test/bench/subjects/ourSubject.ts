import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { SupervisedProcess } from '../process/SupervisedProcess';
import { Subject } from './Subject';

const PACKAGE = path.resolve(__dirname, '../../../packages/dpf-controllers');
const BUNDLE = path.join(PACKAGE, 'dist', 'dpf-controllers.cjs');

/** Builds the single file that images contain. A process that runs from source also loads the compiler. */
export function bundleOurs(): void {
  execFileSync('yarn', ['run', 'bundle'], { cwd: PACKAGE, stdio: 'inherit' });
}

/**
 * Describes `dpf-controllers` as it runs beside a portal: one process, all roles, its own identity and permissions.
 * Call `bundleOurs` first.
 */
export function ourSubject(options: {
  name: string;
  args?: readonly string[];
  profileDirectory?: string;
}): Subject {
  const { name, args = [], profileDirectory } = options;
  return {
    name,
    ours: true,
    async start(ground, way = text => text) {
      const text = fs.readFileSync(
        ground.cluster.controllersKubeconfigFile,
        'utf8',
      );
      const profile = profileDirectory
        ? ['--cpu-prof', `--cpu-prof-dir=${path.resolve(profileDirectory)}`]
        : [];
      const child = SupervisedProcess.start({
        command: process.execPath,
        args: [
          ...profile,
          BUNDLE,
          `--kubeconfig=${ground.writeFile('ours.kubeconfig', way(text))}`,
          `--tenant-proxy=${ground.tenantProxyUrl}`,
          ...args,
        ],
        env: { NODE_ENV: 'production' },
        logFile: ground.logFile('ours'),
      });
      return { users: ['dpf-controllers'], processes: [child] };
    },
  };
}
