import { Clock } from '@dpf-portal/kube-controller';
import { AddressFence, ServerNamedBy } from '../tenant/AddressFence';
import { KubeconfigSecret } from '../tenant/KubeconfigSecret';
import { TenantAccess } from '../tenant/TenantAccess';
import { TenantHttpClient } from '../tenant/TenantHttpClient';
import { TenantRequestError } from '../tenant/tenantErrors';

/** @see TenantConnection */
export interface TenantConnectionOptions {
  access: TenantAccess;
  fence: AddressFence;
  clock: Clock;
  /** For one request. */
  timeoutMs?: number;
}

/** One kept-alive connection to a tenant. It is replaced when the kubeconfig Secret has changed. */
export class TenantConnection {
  readonly #options: TenantConnectionOptions;
  #client?: TenantHttpClient;
  #clientOf?: string;

  constructor(options: TenantConnectionOptions) {
    this.#options = options;
  }

  /** @throws TenantRequestError when the kubeconfig cannot be used. */
  to(secret: KubeconfigSecret, namedBy: ServerNamedBy): TenantHttpClient {
    const { access, fence, timeoutMs, clock } = this.#options;
    if (!secret.credentials) {
      // The credentials were withdrawn, so nothing may go on using them.
      this.close();
      throw new TenantRequestError(
        'KubeconfigUnusable',
        secret.state.problem ?? 'The kubeconfig cannot be used.',
      );
    }
    const version = `${secret.uid}/${secret.resourceVersion}/${namedBy}`;
    if (!this.#client || this.#clientOf !== version) {
      this.close();
      this.#client = new TenantHttpClient({
        credentials: secret.credentials,
        access,
        fence,
        namedBy,
        timeoutMs,
        clock,
      });
      this.#clientOf = version;
    }
    return this.#client;
  }

  close(): void {
    this.#client?.close();
    this.#client = undefined;
    this.#clientOf = undefined;
  }
}
