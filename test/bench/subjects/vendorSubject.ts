import fs from 'node:fs';
import path from 'node:path';
import { asPod } from '../../vendor/asPod';
import { SupervisedProcess } from '../process/SupervisedProcess';
import { Contestant } from './Contestant';

const PROGRAMS = ['kamaji-cluster-manager', 'provisioning-dpucluster'];

const LEASE_NAMESPACE = 'dpf-operator-system';

/** The vendor's Kamaji manager and DPUCluster controller as they are shipped: two processes, each elected. */
export function vendorContestant(options: {
  name: string;
  directory: string;
  /** Of the programs' names. */
  suffix: string;
}): Contestant {
  const { name, directory, suffix } = options;
  return {
    name,
    ours: false,
    async start(ground, way = text => text) {
      // Where the DPUCluster controller leaves kubeconfigs.
      fs.mkdirSync(path.join(ground.directory, 'dpf-peer-kubeconfig'), {
        recursive: true,
      });
      const users = PROGRAMS.map(program => `vendor:${program}`);
      const processes: SupervisedProcess[] = [];
      for (const [index, program] of PROGRAMS.entries()) {
        const user = { name: users[index], groups: ['system:masters'] };
        const kubeconfig = way(await ground.cluster.addUser(user));
        const pod = asPod(
          LEASE_NAMESPACE,
          path.join(directory, `${program}${suffix}`),
          [
            `--kubeconfig=${ground.writeFile(program, kubeconfig)}`,
            '--leader-elect',
            '--metrics-bind-address=127.0.0.1:0',
            '--health-probe-bind-address=127.0.0.1:0',
          ],
        );
        processes.push(
          SupervisedProcess.start({
            ...pod,
            env: {
              // VIPs are behind the local cluster's proxy; Go leaves loopback out by itself.
              HTTPS_PROXY: ground.tenantProxyUrl,
              TMPDIR: ground.directory,
            },
            logFile: ground.logFile(program),
          }),
        );
      }
      return { users, processes };
    },
  };
}
