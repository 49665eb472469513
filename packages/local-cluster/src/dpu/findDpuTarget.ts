import { CORE_RESOURCES, KubeClient } from '@dpf-portal/kube-controller';
import fs from 'node:fs/promises';
import { Secret } from '../kubelet/workloads';
import { PkiStore } from '../pki/PkiStore';
import { StateDirectory } from '../state/StateDirectory';
import { readFlavour } from '../state/claimFlavour';
import { DpuClusterRef, DpuTarget } from './findDpuCluster';

/** Rejects if the cluster does not exist yet. */
export async function findDpuTarget(
  cluster: DpuClusterRef,
  options: { management: KubeClient; state: StateDirectory },
): Promise<DpuTarget> {
  const isLight = (await readFlavour(options.state.flavourFile)) === 'light';
  if (cluster === 'static') {
    return staticTarget(options.state, isLight);
  }
  const { namespace, name } = cluster;
  const read = (component: string) =>
    options.management.get<Secret>(CORE_RESOURCES.secrets, {
      namespace,
      name: `${name}-${component}`,
    });
  const kubeconfig = text(await read('admin-kubeconfig'), 'super-admin.conf');
  if (isLight) {
    return { kubeconfig };
  }
  const authority = await read('ca');
  return {
    kubeconfig,
    authority: {
      certificate: text(authority, 'ca.crt'),
      key: text(authority, 'ca.key'),
    },
  };
}

async function staticTarget(
  state: StateDirectory,
  isLight: boolean,
): Promise<DpuTarget> {
  const pki = new PkiStore(state.pki);
  const { credentials } = await pki.authority('static-cluster-ca');
  return {
    kubeconfig: await fs.readFile(
      state.kubeconfigFile('static-cluster'),
      'utf8',
    ),
    authority: isLight ? undefined : credentials,
  };
}

function text({ metadata, data = {} }: Secret, key: string): string {
  if (!data[key]) {
    throw new Error(`Secret ${metadata.name} has no key ${key} yet`);
  }
  return Buffer.from(data[key], 'base64').toString('utf8');
}
