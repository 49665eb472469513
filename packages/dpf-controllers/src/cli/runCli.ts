import { KubeConfig } from '@kubernetes/client-node';
import { loadKubeConfigFromFile } from '../tenant';
import {
  CliArguments,
  CliUsageError,
  Command,
  USAGE,
  parseCliArguments,
} from './parseCliArguments';
import { runControllers } from './runControllers';
import { runDoctorCommand } from './runDoctorCommand';
import { runHandBackCommand } from './runHandBackCommand';

const COMMANDS: Record<
  Command,
  (args: CliArguments, kubeConfig: KubeConfig) => Promise<number>
> = {
  run: runControllers,
  doctor: runDoctorCommand,
  handback: runHandBackCommand,
};

/**
 * `dpf-controllers`: reconciles, or carries out a command and ends.
 *
 * @returns the exit code; 2 when what was typed cannot be used.
 */
export async function runCli(argv: string[]): Promise<number> {
  try {
    const args = parseCliArguments(argv);
    if (!args) {
      process.stdout.write(USAGE);
      return 0;
    }
    const kubeConfig = loadKubeConfigFromFile(args.kubeconfig, {
      context: args.context,
    });
    return await COMMANDS[args.command](args, kubeConfig);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`dpf-controllers: ${message}\n`);
    if (error instanceof CliUsageError) {
      process.stderr.write(`\n${USAGE}`);
    }
    return 2;
  }
}
