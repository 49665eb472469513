/** Where a pod finds the namespace it is in; outside of one the vendor's programs read it there too. */
const POD_DIRECTORY = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Gives the program a `/var/run` of its own, with the namespace in it, and becomes the program. */
const WITH_NAMESPACE = `mount -t tmpfs none /var/run &&
mkdir -p ${POD_DIRECTORY} &&
printf %s "$1" > ${POD_DIRECTORY}/namespace &&
shift && exec "$@"`;

/**
 * The command that runs a program as a pod of this namespace would: one of the vendor's takes part in an election there.
 * The process is the program's own, signals included.
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
