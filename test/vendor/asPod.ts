/** The file with a pod's namespace, which the vendor's programs also read outside a pod. */
const POD_DIRECTORY = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Mounts a separate `/var/run` with the namespace file, and then executes the program. */
const WITH_NAMESPACE = `mount -t tmpfs none /var/run &&
mkdir -p ${POD_DIRECTORY} &&
printf %s "$1" > ${POD_DIRECTORY}/namespace &&
shift && exec "$@"`;

/**
 * Returns the command that runs a program like a pod of this namespace, so that a vendor's program uses its Lease
 * there. The command executes the program in the same process, so that signals reach it.
 */
export function asPod(
  namespace: string,
  program: string,
  args: readonly string[],
): { command: string; args: string[] } {
  return {
    command: 'unshare',
    args: [
      ...['-r', '-m', 'sh', '-c', WITH_NAMESPACE, 'sh', namespace],
      ...[program, ...args],
    ],
  };
}
