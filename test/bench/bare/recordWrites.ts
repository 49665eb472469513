import { Service } from '@dpf-portal/dpf-model';
import { CORE_RESOURCES } from '@dpf-portal/kube-controller';
import { KubeConfig } from '@kubernetes/client-node';
import { isWork } from '../../faults/Fault';
import { FaultProxy } from '../../faults/FaultProxy';
import { createServingCertificate } from '../../faults/createServingCertificate';
import { Ground } from '../ground/Ground';
import { Subject } from '../subjects/Subject';
import { Recording, nodePortIn, valuesOf } from './Replay';

/** A number that no other cluster has, whose name, address and port are in no other text. */
const RECORDED = 5_000;

/** Records what the subject writes for one cluster, from its creation until it is Ready. */
export async function recordWrites(
  ground: Ground,
  subject: Subject,
): Promise<Recording> {
  const upstream = new KubeConfig();
  upstream.loadFromFile(ground.cluster.controllersKubeconfigFile);
  const serving = await createServingCertificate();
  const proxy = await FaultProxy.start({ upstream, serving });
  try {
    const { processes } = await subject.start(ground, () =>
      proxy.kubeConfigYaml(),
    );
    try {
      const [cluster] = await ground.create('recorded', RECORDED, 1);
      await ground.watch.whenPhase([cluster], 'Ready');
      const service = await ground.api.client.get<Service>(
        CORE_RESOURCES.services,
        cluster.metadata,
      );
      const writes = proxy.forwarded.filter(isWork);
      return {
        writes: writes.map(({ method, path, query, contentType, body }) => ({
          method,
          path: path + query,
          contentType,
          body,
        })),
        of: { ...valuesOf(cluster), nodePort: nodePortIn(service) },
      };
    } finally {
      await Promise.all(processes.map(child => child.stop()));
    }
  } finally {
    await proxy.stop();
  }
}
