import { messageOf } from '@dpf-portal/kube-controller';
import { KubeConfig } from '@kubernetes/client-node';
import {
  loadKubeConfigFromFile,
  loadKubeConfigOfPod,
} from '@dpf-portal/dpf-world';
import {
  CliArguments,
  CliUsageError,
  Command,
  parseCliArguments,
} from './parseCliArguments';
import { runControllers } from './runControllers';
import { runDoctorCommand } from './runDoctorCommand';
import { runExplainCommand } from './runExplainCommand';
import { runFootprintCommand } from './runFootprintCommand';
import { runHandBackCommand } from './runHandBackCommand';
import { HOSTED_COMMAND, runHostedCommand } from './runHostedCommand';
import { runLeaveCommand } from './runLeaveCommand';
import { USAGE } from './usage';

const ONLINE_COMMANDS: Record<
  Exclude<Command, 'explain'>,
  (args: CliArguments, kubeConfig: KubeConfig) => Promise<number>
> = {
  run: runControllers,
  doctor: runDoctorCommand,
  footprint: runFootprintCommand,
  handback: runHandBackCommand,
  leave: runLeaveCommand,
};

function loadKubeConfig({ kubeconfig, context }: CliArguments): KubeConfig {
  return kubeconfig
    ? loadKubeConfigFromFile(kubeconfig, { context })
    : loadKubeConfigOfPod();
}

/**
 * Runs `dpf-controllers`: reconciles, or runs one command and ends.
 *
 * @returns the exit code; 2 when what was typed cannot be used.
 * @public
 */
export async function runCli(argv: string[]): Promise<number> {
  try {
    if (argv[0] === HOSTED_COMMAND) {
      return await runHostedCommand();
    }
    const args = parseCliArguments(argv);
    if (!args) {
      process.stdout.write(USAGE);
      return 0;
    }
    const { command } = args;
    return command === 'explain'
      ? await runExplainCommand(args)
      : await ONLINE_COMMANDS[command](args, loadKubeConfig(args));
  } catch (error) {
    process.stderr.write(`dpf-controllers: ${messageOf(error)}\n`);
    if (error instanceof CliUsageError) {
      process.stderr.write(`\n${USAGE}`);
    }
    return 2;
  }
}

/**
 * The process from its command line to its exit code.
 *
 * @public
 */
export function runAndExit(argv: string[]): void {
  runCli(argv).then(
    // `exitCode` is not enough: a kept-alive connection to a DPU cluster would keep the process running until its idle
    // timeout.
    code => process.exit(code),
    error => {
      process.stderr.write(`dpf-controllers: ${messageOf(error)}\n`);
      process.exit(1);
    },
  );
}
