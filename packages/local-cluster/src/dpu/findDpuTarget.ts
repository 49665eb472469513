import { CORE_RESOURCES, KubeClient } from '@dpf-portal/kube-controller';
import fs from 'node:fs/promises';
import { Secret } from '../kubelet';
import { PkiStore } from '../pki';
import { StateDirectory } from '../state';
import { DpuClusterRef, DpuTarget } from './DpuTarget';

/** Rejects when there is no such cluster yet. */
export async function findDpuTarget(
  cluster: DpuClusterRef,
  options: { management: KubeClient; state: StateDirectory },
): Promise<DpuTarget> {
  if (cluster === 'static') {
    return staticTarget(options.state);
  }
  const { namespace, name } = cluster;
  const read = (component: string) =>
    options.management.get<Secret>(CORE_RESOURCES.secrets, {
      namespace,
      name: `${name}-${component}`,
    });
  const [admin, authority] = await Promise.all([
    read('admin-kubeconfig'),
    read('ca'),
  ]);
  return {
    kubeconfig: text(admin, 'super-admin.conf'),
    authority: {
      certificate: text(authority, 'ca.crt'),
      key: text(authority, 'ca.key'),
    },
  };
}

async function staticTarget(state: StateDirectory): Promise<DpuTarget> {
  const pki = new PkiStore(state.pki);
  const { credentials } = await pki.authority('static-cluster-ca');
  return {
    kubeconfig: await fs.readFile(
      state.kubeconfigFile('static-cluster'),
      'utf8',
    ),
    authority: credentials,
  };
}

function text({ metadata, data = {} }: Secret, key: string): string {
  if (!data[key]) {
    throw new Error(`Secret ${metadata.name} has no key ${key} yet`);
  }
  return Buffer.from(data[key], 'base64').toString('utf8');
}
