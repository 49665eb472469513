import { DpuClusterRef, dpuClusterQuery } from '../cluster/DpuClusterRef';
import { shellQuoted } from '../text/shellQuoted';
import { CredentialRole, credentialRoleFacts } from './credentialRoles';

/** The name of the file that a command or a download makes. */
function fileOf({ name }: DpuClusterRef): string {
  return `${name}.kubeconfig`;
}

/**
 * A command line with which a user fetches a short-lived kubeconfig, on a machine with the Backstage CLI, curl and jq. It
 * holds no secret: the token and the kubeconfig exist only where it runs, in a file that only its user can read.
 *
 * @public
 */
export function kubeconfigCommand(
  ref: DpuClusterRef,
  { role, apiBaseUrl }: { role: CredentialRole; apiBaseUrl: string },
): string {
  const path = [ref.managementCluster, ref.namespace, ref.name]
    .map(encodeURIComponent)
    .join('/');
  const url = `${apiBaseUrl}/dpu-clusters/${path}/kubeconfig${dpuClusterQuery(
    ref,
  )}`;
  const body = credentialRoleFacts(role).needsReason
    ? { role, reason: 'your reason' }
    : { role };
  return [
    '(umask 077 && curl -fsS -X POST',
    `-H "Authorization: Bearer $(backstage-cli auth print-token)"`,
    `-H 'Content-Type: application/json'`,
    `-d ${shellQuoted(JSON.stringify(body))}`,
    shellQuoted(url),
    `| jq -re .kubeconfig > ${shellQuoted(fileOf(ref))})`,
  ].join(' ');
}
