import { TenantControlPlane } from './TenantControlPlane';

/** The inputs of certificates, kubeconfigs and the Deployment of a tenant. */
export interface TenantSettings {
  name: string;
  namespace: string;
  uid: string;
  /** The address in certificates and kubeconfigs. */
  address: string;
  port: number;
  serviceCidr: string;
}

const DEFAULT_PORT = 6443;
const DEFAULT_SERVICE_CIDR = '10.96.0.0/16';

/**
 * Kamaji applies an edited address only partly: while the port is unchanged, the endpoint that it published first wins.
 * A changed port also applies the new address.
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
