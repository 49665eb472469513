import { FIELD_MANAGERS } from '@dpf-portal/dpf-model';
import { DEFAULT_LEADER_ELECTION_NAMESPACE } from '@dpf-portal/dpf-world';
import {
  KubeClient,
  RestTransport,
  messageOf,
  systemClock,
} from '@dpf-portal/kube-controller';
import { KubeConfig } from '@kubernetes/client-node';
import { Footprint, readFootprint } from '../footprint/readFootprint';
import {
  renderFootprint,
  renderFootprintMarkdown,
} from '../footprint/renderFootprint';
import { CliArguments, OutputFormat } from './parseCliArguments';

const RENDERERS: Record<OutputFormat, (footprint: Footprint) => string> = {
  text: renderFootprint,
  json: footprint => `${JSON.stringify(footprint, undefined, 2)}\n`,
  markdown: renderFootprintMarkdown,
};

/**
 * Prints every object and field that this project owns on the management cluster and in its DPU clusters. The exit code
 * is 1 when something could not be read, so that it is not known whether there is more.
 */
export async function runFootprintCommand(
  args: CliArguments,
  kubeConfig: KubeConfig,
): Promise<number> {
  const transport = RestTransport.fromKubeConfig(kubeConfig, {
    userAgent: 'dpf-controllers-footprint',
  });
  try {
    const footprint = await readFootprint({
      client: new KubeClient({ transport, fieldManager: FIELD_MANAGERS.base }),
      access: args.tenantAccess,
      clock: systemClock,
      leaderElectionNamespace:
        args.leaderElectionNamespace ?? DEFAULT_LEADER_ELECTION_NAMESPACE,
    });
    process.stdout.write(RENDERERS[args.output](footprint));
    return footprint.notChecked.length ? 1 : 0;
  } catch (error) {
    process.stderr.write(`dpf-controllers: ${messageOf(error)}\n`);
    return 1;
  } finally {
    transport.close();
  }
}
