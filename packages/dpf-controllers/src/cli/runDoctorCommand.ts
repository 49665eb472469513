import { renderOutcomes, runDoctor } from '@dpf-portal/dpf-world';
import { KubeConfig } from '@kubernetes/client-node';
import { CliArguments } from './parseCliArguments';

/** Prints the doctor's report. The exit code is 1 when there is a problem. */
export async function runDoctorCommand(
  args: CliArguments,
  kubeConfig: KubeConfig,
): Promise<number> {
  const {
    warnings,
    output,
    roles,
    tenantAccess,
    leaderElectionNamespace,
    controlPlanes,
  } = args;
  for (const warning of warnings) {
    process.stderr.write(`dpf-controllers: ${warning}\n`);
  }
  const outcomes = await runDoctor({
    kubeConfig,
    roles,
    tenantAccess,
    leaderElectionNamespace,
    controlPlanes,
  });
  process.stdout.write(
    output === 'json'
      ? `${JSON.stringify(outcomes, undefined, 2)}\n`
      : renderOutcomes(outcomes),
  );
  return outcomes.some(({ state }) => state === 'problem') ? 1 : 0;
}
