import { Clock, Logger } from '@dpf-portal/kube-controller';
import { ServerNamedBy } from '../tenant/AddressFence';
import { KubeconfigSecret } from '../tenant/KubeconfigSecret';
import { KubeconfigSecrets } from '../tenant/KubeconfigSecrets';
import { NotAnApiServerError, detailOf } from '../tenant/tenantErrors';
import { TenantCredentials } from '../tenant/TenantAccess';
import { CHECK_DEADLINE_MS, askApiServer } from '../tenant/askApiServer';
import { describeTenantFailure } from '../tenant/describeTenantFailure';
import { ProbeResult } from './ProbeResult';
import { ProbeTarget } from './ProbeTarget';
import { TenantConnection, TenantConnectionOptions } from './TenantConnection';

export interface TenantProbeOptions extends TenantConnectionOptions {
  secrets: KubeconfigSecrets;
  /** For a whole probe, all its requests. Default 5 s. */
  deadlineMs?: number;
  logger: Logger;
}

/** How thorough a probe is. */
export interface ProbeDepth {
  /** On a new connection, with an authorised read, since `/readyz` may be open to anybody. */
  thorough: boolean;
  /** Is it an API server at all? */
  identify: boolean;
}

/** Probes one tenant; keeps its connection between probes and follows its kubeconfig Secret. */
export class TenantProbe {
  readonly #secrets: KubeconfigSecrets;
  readonly #clock: Clock;
  readonly #deadlineMs: number;
  readonly #connection: TenantConnection;
  readonly #logger: Logger;
  #secret?: KubeconfigSecret;
  #usable?: TenantCredentials;
  #changedAt?: number;
  #closed = false;
  #loggedDetail?: string;

  constructor(options: TenantProbeOptions) {
    this.#secrets = options.secrets;
    this.#clock = options.clock;
    this.#deadlineMs = options.deadlineMs ?? CHECK_DEADLINE_MS;
    this.#connection = new TenantConnection(options);
    this.#logger = options.logger;
  }

  /** The Secret as the last probe read it. */
  get secret(): KubeconfigSecret | undefined {
    return this.#secret;
  }

  /** When a probe read another kubeconfig than the one before; wall milliseconds. */
  get kubeconfigChangedAt(): number | undefined {
    return this.#changedAt;
  }

  /** One probe. Never rejects. */
  async run(target: ProbeTarget, depth: ProbeDepth): Promise<ProbeResult> {
    const secret = await this.#readSecret(target, depth);
    if (this.#closed) {
      return { outcome: 'unknown', message: 'It is no longer checked.' };
    }
    if (!secret) {
      return {
        outcome: 'unknown',
        message: 'The management cluster does not answer.',
      };
    }
    this.#secret = secret;
    this.#compare(secret.credentials);
    if (secret.state.state === 'unknown') {
      return { outcome: 'unknown', message: secret.state.problem ?? '' };
    }
    const result = await this.#ask(secret, target.serverNamedBy, depth);
    this.#logDetail(target, secret.credentials?.server, detailIn(result));
    return result;
  }

  close(): void {
    this.#closed = true;
    this.#connection.close();
  }

  /** `undefined` when the management cluster does not answer in time. */
  async #readSecret(
    { namespace, secretName }: ProbeTarget,
    { thorough }: ProbeDepth,
  ): Promise<KubeconfigSecret | undefined> {
    const read = thorough
      ? this.#secrets.readAnew(namespace, secretName)
      : this.#secrets.read(namespace, secretName);
    const answered = new AbortController();
    try {
      return await Promise.race([
        read,
        this.#clock
          .sleep(this.#deadlineMs, answered.signal)
          .then(() => undefined),
      ]);
    } catch {
      return undefined;
    } finally {
      answered.abort();
    }
  }

  async #ask(
    secret: KubeconfigSecret,
    namedBy: ServerNamedBy,
    { thorough, identify }: ProbeDepth,
  ): Promise<ProbeResult> {
    const startedAt = this.#clock.monotonic();
    const tookMs = () => Math.round(this.#clock.monotonic() - startedAt);
    try {
      const client = this.#connection.to(secret, namedBy);
      if (thorough) {
        client.reconnect();
      }
      const answers = await askApiServer(
        client,
        { authorised: thorough, version: identify },
        { clock: this.#clock, deadlineMs: this.#deadlineMs },
      );
      return { outcome: 'hit', ...answers, tookMs: tookMs() };
    } catch (error) {
      const { reason, message } = describeTenantFailure(error);
      return {
        outcome: 'miss',
        reason,
        message,
        detail: detailOf(error),
        ...(error instanceof NotAnApiServerError ? { noApiServer: true } : {}),
        tookMs: tookMs(),
      };
    }
  }

  /** Once for each change: a tenant that is away is probed every few seconds. */
  #logDetail(
    { namespace, secretName }: ProbeTarget,
    server: string | undefined,
    detail: string | undefined,
  ): void {
    if (detail && detail !== this.#loggedDetail) {
      this.#logger.info(
        `No connection to ${server}, the server in Secret ${namespace}/${secretName}: ${detail}`,
      );
    }
    this.#loggedDetail = detail;
  }

  #compare(credentials: TenantCredentials | undefined): void {
    if (!credentials) {
      return;
    }
    if (
      this.#usable &&
      this.#usable !== credentials &&
      JSON.stringify(this.#usable) !== JSON.stringify(credentials)
    ) {
      this.#changedAt = this.#clock.now();
    }
    this.#usable = credentials;
  }
}

function detailIn(result: ProbeResult): string | undefined {
  return result.outcome === 'miss' ? result.detail : undefined;
}
