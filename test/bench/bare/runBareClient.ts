import { DPU_CLUSTER_GROUPS, DpuCluster, Service } from '@dpf-portal/dpf-model';
import {
  Informer,
  KubeClient,
  RestTransport,
} from '@dpf-portal/kube-controller';
import { KubeConfig } from '@kubernetes/client-node';
import fs from 'node:fs';
import { ManagementApi } from '../../management/ManagementApi';
import { Recording, Replay, nodePortIn, valuesOf } from './Replay';

async function writeAll(
  client: KubeClient,
  replay: Replay,
  cluster: DpuCluster,
): Promise<void> {
  const values = valuesOf(cluster);
  for (let index = 0; index < replay.length; index++) {
    const { method, path, contentType, body } = replay.write(index, values);
    const answer = await client.raw<Service>(method, path, JSON.parse(body), {
      contentType,
    });
    if (answer.kind === 'Service') {
      values.nodePort = nodePortIn(answer);
    }
  }
}

/**
 * Watches the DPUClusters and sends the recorded writes for each new one, one after the other, whatever anybody else
 * does. A write that fails ends the process.
 */
export async function runBareClient(
  kubeconfigFile: string,
  recordingFile: string,
): Promise<void> {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfigFile);
  const client = new KubeClient({
    transport: RestTransport.fromKubeConfig(config),
    fieldManager: 'bare-client',
  });
  const recording: Recording = JSON.parse(
    fs.readFileSync(recordingFile, 'utf8'),
  );
  const replay = new Replay(recording);
  const informer = new Informer<DpuCluster>({
    client,
    resource: ManagementApi.resourceOf(DPU_CLUSTER_GROUPS.released),
  });
  await new Promise<void>((_, reject) => {
    informer.addHandler({
      added: cluster => {
        if (cluster.metadata.uid !== recording.of.uid) {
          writeAll(client, replay, cluster).catch(reject);
        }
      },
    });
    informer.run(new AbortController().signal).catch(reject);
  });
}
