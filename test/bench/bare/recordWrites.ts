import { CORE_RESOURCES } from '@dpf-portal/kube-controller';
import { Service } from '@dpf-portal/dpf-model';
import fs from 'node:fs';
import { Ground } from '../ground/Ground';
import { Subject } from '../subjects/Subject';
import { RecordingProxy } from './RecordingProxy';
import { Recording, nodePortIn, valuesOf } from './Replay';

/** A number that no other cluster has, whose name, address and port are in no other text. */
const RECORDED = 5_000;

/** Records what the subject writes for one cluster, from its creation until it is Ready. */
export async function recordWrites(
  ground: Ground,
  subject: Subject,
): Promise<Recording> {
  const proxy = await RecordingProxy.start(
    fs.readFileSync(ground.cluster.controllersKubeconfigFile, 'utf8'),
  );
  try {
    const { processes } = await subject.start(ground, () => proxy.kubeconfig());
    try {
      const [cluster] = await ground.create('recorded', RECORDED, 1);
      await ground.watch.whenPhase([cluster], 'Ready');
      const service = await ground.api.client.get<Service>(
        CORE_RESOURCES.services,
        cluster.metadata,
      );
      return {
        writes: [...proxy.writes],
        of: { ...valuesOf(cluster), nodePort: nodePortIn(service) },
      };
    } finally {
      await Promise.all(processes.map(child => child.stop()));
    }
  } finally {
    await proxy.stop();
  }
}
