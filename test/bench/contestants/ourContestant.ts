import fs from 'node:fs';
import path from 'node:path';
import { SupervisedProcess } from '../process/SupervisedProcess';
import { Contestant } from './Contestant';

const EXECUTABLE = path.resolve(
  __dirname,
  '../../../packages/dpf-controllers/bin/dpf-controllers',
);

/** `dpf-controllers` as it is run beside a portal: one process, all roles, its own identity and its own rights. */
export function ourContestant(options: {
  name: string;
  args?: readonly string[];
  profileDirectory?: string;
}): Contestant {
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
          EXECUTABLE,
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
