import { PkiStore } from '../pki/PkiStore';
import { renderKubeconfig } from '../pki/renderKubeconfig';
import { Ports } from '../state/PortBook';

/** A user with a client certificate. RBAC decides its permissions. */
export interface ClusterUser {
  name: string;
  groups?: string[];
}

/** The address of the management cluster's API server. */
export function managementServer({
  apiServer,
}: Pick<Ports, 'apiServer'>): string {
  return `https://127.0.0.1:${apiServer}`;
}

/**
 * Creates a kubeconfig for a user of the management cluster. The same user always gets the same key. The API server
 * need not run.
 */
export async function issueKubeconfig(
  { pki, ports }: { pki: PkiStore; ports: Ports },
  user: ClusterUser,
): Promise<string> {
  const authority = await pki.authority('kubernetes-ca');
  const credentials = await pki.leaf(
    `user-${encodeURIComponent(user.name)}`,
    authority,
    {
      usage: 'client',
      commonName: user.name,
      organizations: user.groups,
    },
  );
  return renderKubeconfig({
    clusterName: 'local',
    server: managementServer(ports),
    caCertificate: authority.credentials.certificate,
    user: user.name,
    credentials,
  });
}
