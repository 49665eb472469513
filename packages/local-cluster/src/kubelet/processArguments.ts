import { Mount, rewritePaths } from './rewritePaths';
import { Container } from './workloads';

/** Flags that must fit a process on loopback and therefore override the pod template. */
const OVERRIDDEN = [
  'bind-address',
  'secure-port',
  'endpoint-reconciler-type',
  'profiling',
];

/** Converts a container's command line to that of a process on 127.0.0.1. */
export function processArguments(
  container: Container,
  mounts: readonly Mount[],
  port: number,
): string[] {
  const given = [
    ...(container.command ?? []).slice(1),
    ...(container.args ?? []),
  ];
  const overridden = new RegExp(`^--(${OVERRIDDEN.join('|')})(=|$)`);
  return [
    ...given
      .filter(argument => !overridden.test(argument))
      .map(argument => rewritePaths(argument, mounts)),
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    '--endpoint-reconciler-type=none',
    '--profiling=false',
  ];
}
