import { messageOf } from '@dpf-portal/kube-controller';
import { runCli } from './runCli';

/** The process from its command line to its exit code. */
export function runAndExit(argv: string[]): void {
  runCli(argv).then(
    // Not by exitCode: a kept-alive connection to a DPU cluster would hold the process for its idle time.
    code => process.exit(code),
    error => {
      process.stderr.write(`dpf-controllers: ${messageOf(error)}\n`);
      process.exit(1);
    },
  );
}
