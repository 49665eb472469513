import { systemClock } from '@dpf-portal/kube-controller';
import { ManagedProcess } from '../process/ManagedProcess';
import { ProbeOptions, probe } from './probe';

/** Resolves when the process answers. Rejects with the end of its log if it ends or takes too long. */
export async function waitForProcess(
  child: ManagedProcess,
  probeOptions: ProbeOptions,
  timeoutMs = 60_000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await probe(probeOptions))) {
    if (child.hasExited) {
      throw new Error(child.describeExit());
    }
    if (performance.now() > deadline) {
      throw new Error(
        `${child.name} did not become ready within ${timeoutMs / 1000} s; see ${
          child.logFile
        }`,
      );
    }
    await systemClock.sleep(100);
  }
}
