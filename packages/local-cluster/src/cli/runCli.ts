import { messageOf } from '@dpf-portal/kube-controller';
import { parseArguments, USAGE } from './parseArguments';
import { runJoin } from './runJoin';
import { runUp } from './runUp';

/** Runs the command line; resolves with the exit code. */
export async function runCli(args: string[]): Promise<number> {
  let parsed: ReturnType<typeof parseArguments>;
  try {
    parsed = parseArguments(args);
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n\n${USAGE}`);
    return 2;
  }
  if (!parsed) {
    process.stdout.write(USAGE);
    return 0;
  }
  return parsed.command === 'join' ? runJoin(parsed) : runUp(parsed);
}
