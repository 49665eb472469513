import { KubeClient, RestTransport } from '@dpf-portal/kube-controller';
import { KubeConfig } from '@kubernetes/client-node';
import {
  DEFAULT_LEADER_ELECTION_NAMESPACE,
  renderOutcomes,
  runDoctor,
} from '@dpf-portal/dpf-world';
import { CliArguments } from './parseCliArguments';

/** Prints what stands in the way of the controllers. The exit code is 1 when something does. */
export async function runDoctorCommand(
  args: CliArguments,
  kubeConfig: KubeConfig,
): Promise<number> {
  for (const warning of args.warnings) {
    process.stderr.write(`dpf-controllers: ${warning}\n`);
  }
  const transport = RestTransport.fromKubeConfig(kubeConfig, {
    userAgent: 'dpf-controllers-doctor',
  });
  try {
    const outcomes = await runDoctor({
      client: new KubeClient({ transport }),
      server: transport.server,
      roles: args.roles,
      leaseNamespace:
        args.leaderElectionNamespace ?? DEFAULT_LEADER_ELECTION_NAMESPACE,
      tenantAccess: args.tenantAccess,
      controlPlanes: args.controlPlanes,
    });
    process.stdout.write(
      args.json
        ? `${JSON.stringify(outcomes, undefined, 2)}\n`
        : renderOutcomes(outcomes),
    );
    return outcomes.some(({ state }) => state === 'problem') ? 1 : 0;
  } finally {
    transport.close();
  }
}
