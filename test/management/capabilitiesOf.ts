import { DpfCapabilities } from '@dpf-portal/dpf-model';
import {
  ManagementClusterConnection,
  loadKubeConfigFromFile,
} from '@dpf-portal/dpf-world';
import { eventually } from '../portal/eventually';

/** Discovers the capabilities of a management cluster like the portal, with the identity of this kubeconfig. */
export async function capabilitiesOf(
  kubeconfigFile: string,
): Promise<DpfCapabilities> {
  const connection = ManagementClusterConnection.create({
    name: 'lab',
    kubeConfig: loadKubeConfigFromFile(kubeconfigFile),
    tenantAccess: { mode: 'direct' },
  });
  const stop = new AbortController();
  const running = connection.run(stop.signal);
  try {
    return await eventually('the management cluster is known', async () =>
      connection.capabilities(),
    );
  } finally {
    stop.abort();
    await running;
  }
}
