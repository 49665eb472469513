import { PkiStore } from '../pki/PkiStore';
import { renderKubeconfig } from '../pki/renderKubeconfig';
import { Ports } from '../state/PortBook';

/** A user by client certificate; RBAC decides what it may do. */
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
 * A kubeconfig for a user of the management cluster; the same user gets the same key again. The API
 * server need not run.
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
