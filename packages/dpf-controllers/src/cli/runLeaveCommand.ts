import { FIELD_MANAGERS } from '@dpf-portal/dpf-model';
import { DEFAULT_LEADER_ELECTION_NAMESPACE } from '@dpf-portal/dpf-world';
import {
  KubeClient,
  RestTransport,
  messageOf,
  systemClock,
} from '@dpf-portal/kube-controller';
import { KubeConfig } from '@kubernetes/client-node';
import { LeaveReport, leave } from '../leave/leave';
import {
  isComplete,
  renderLeave,
  renderLeaveMarkdown,
} from '../leave/renderLeave';
import { CliArguments, OutputFormat } from './parseCliArguments';

const RENDERERS: Record<OutputFormat, (report: LeaveReport) => string> = {
  text: renderLeave,
  json: report => `${JSON.stringify(report, undefined, 2)}\n`,
  markdown: renderLeaveMarkdown,
};

/**
 * Removes what nobody needs once this project is gone, and prints what stays and why. The exit code is 1 when something
 * remains that should go.
 */
export async function runLeaveCommand(
  args: CliArguments,
  kubeConfig: KubeConfig,
): Promise<number> {
  const transport = RestTransport.fromKubeConfig(kubeConfig, {
    userAgent: FIELD_MANAGERS.leave,
  });
  try {
    const report = await leave({
      client: new KubeClient({
        transport,
        fieldManager: FIELD_MANAGERS.leave,
      }),
      access: args.tenantAccess,
      clock: systemClock,
      namespace:
        args.leaderElectionNamespace ?? DEFAULT_LEADER_ELECTION_NAMESPACE,
      dryRun: args.dryRun,
    });
    process.stdout.write(RENDERERS[args.output](report));
    return isComplete(report) ? 0 : 1;
  } catch (error) {
    process.stderr.write(`dpf-controllers: ${messageOf(error)}\n`);
    return 1;
  } finally {
    transport.close();
  }
}
