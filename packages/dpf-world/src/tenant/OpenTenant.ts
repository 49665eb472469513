import { ServerNamedBy } from './AddressFence';
import { TenantHttpClient } from './TenantHttpClient';

/**
 * A connection to one DPU cluster's API with the rights of its admin kubeconfig, for one piece of work. The credentials
 * stay in the client; `close` ends it.
 *
 * @public
 */
export interface OpenTenant {
  readonly client: Pick<TenantHttpClient, 'get' | 'write'>;
  /** `https://host:port`, as the admin kubeconfig names it. */
  readonly server: string;
  readonly host: string;
  readonly port: number;
  /** PEM of the authority that has signed the server's certificate. */
  readonly ca: string;
  /** Who chose the server. */
  readonly namedBy: ServerNamedBy;
  close(): void;
}
