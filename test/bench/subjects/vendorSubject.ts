import fs from 'node:fs';
import path from 'node:path';
import { asPod } from '../../vendor/asPod';
import { SupervisedProcess } from '../process/SupervisedProcess';
import { Subject } from './Subject';

const PROGRAMS = ['kamaji-cluster-manager', 'provisioning-dpucluster'];

const LEASE_NAMESPACE = 'dpf-operator-system';

/** Describes the vendor's Kamaji manager and DPUCluster controller as shipped: two processes with leader election. */
export function vendorSubject(options: {
  name: string;
  directory: string;
  /** Suffix of the programs' names. */
  suffix: string;
}): Subject {
  const { name, directory, suffix } = options;
  return {
    name,
    ours: false,
    async start(ground, way = text => text) {
      // The DPUCluster controller writes kubeconfigs here.
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
              // VIPs are behind the local cluster's proxy. Go bypasses the proxy for loopback addresses by itself.
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
