import {
  KubeClient,
  RestTransport,
  systemClock,
} from '@dpf-portal/kube-controller';
import { FIELD_MANAGERS } from '@dpf-portal/dpf-model';
import { KubeConfig } from '@kubernetes/client-node';
import { DEFAULT_LEADER_ELECTION_NAMESPACE } from '@dpf-portal/dpf-world';
import { handBack, undoHandBack } from '../handback/handBack';
import { renderReport } from '../handback/HandBackReport';
import { CliArguments } from './parseCliArguments';

/** Hands the management cluster back to DPF, or undoes that. The exit code is 1 when a Lease is still held. */
export async function runHandBackCommand(
  args: CliArguments,
  kubeConfig: KubeConfig,
): Promise<number> {
  const transport = RestTransport.fromKubeConfig(kubeConfig, {
    userAgent: FIELD_MANAGERS.handback,
  });
  const task = {
    client: new KubeClient({
      transport,
      fieldManager: FIELD_MANAGERS.handback,
    }),
    namespace:
      args.leaderElectionNamespace ?? DEFAULT_LEADER_ELECTION_NAMESPACE,
    clock: systemClock,
  };
  try {
    if (args.undo) {
      await undoHandBack(task);
      process.stdout.write(
        'This project’s controllers may lead again, where they run and their roles are free.\n',
      );
      return 0;
    }
    const report = await handBack({ ...task, timeoutMs: args.timeoutMs });
    process.stdout.write(renderReport(report));
    return report.complete ? 0 : 1;
  } finally {
    transport.close();
  }
}
