import { TenantControlPlane } from './TenantControlPlane';

/** What certificates, kubeconfigs and the Deployment of a tenant are made from. */
export interface TenantSettings {
  name: string;
  namespace: string;
  uid: string;
  /** In certificates and kubeconfigs. */
  address: string;
  port: number;
  serviceCidr: string;
}

const DEFAULT_PORT = 6443;
const DEFAULT_SERVICE_CIDR = '10.96.0.0/16';

/**
 * Kamaji half-applies an edited address: as long as the port stays, the endpoint it once published
 * wins; a changed port brings the new address with it.
 */
export function tenantSettings(
  tenant: TenantControlPlane,
): TenantSettings | undefined {
  const { networkProfile = {} } = tenant.spec;
  const port = networkProfile.port ?? DEFAULT_PORT;
  const wanted = networkProfile.advertiseAddress || networkProfile.address;
  const published = parseEndpoint(tenant.status?.controlPlaneEndpoint);
  const address = published?.port === port ? published.address : wanted;
  return address
    ? {
        name: tenant.metadata.name,
        namespace: tenant.metadata.namespace ?? '',
        uid: tenant.metadata.uid ?? '',
        address,
        port,
        serviceCidr: networkProfile.serviceCidr || DEFAULT_SERVICE_CIDR,
      }
    : undefined;
}

function parseEndpoint(endpoint: string | undefined) {
  const [, address, port] = /^(.+):(\d+)$/.exec(endpoint ?? '') ?? [];
  return address ? { address, port: Number(port) } : undefined;
}
