import { Clock } from '@dpf-portal/kube-controller';
import { KubeconfigSecret } from '../tenant/KubeconfigSecret';
import { KubeconfigSecrets } from '../tenant/KubeconfigSecrets';
import { TenantCredentials } from '../tenant/TenantCredentials';
import { TenantRequestError } from '../tenant/TenantRequestError';
import { describeTenantFailure } from '../tenant/describeTenantFailure';
import { statusFailure } from '../tenant/statusFailure';
import { ProbeResult } from './ProbeResult';
import { ProbeTarget } from './ProbeTarget';
import { TenantConnection, TenantConnectionOptions } from './TenantConnection';

const DEADLINE_MS = 5_000;

/** @public */
export interface TenantProbeOptions extends TenantConnectionOptions {
  secrets: KubeconfigSecrets;
  /** For a whole probe, all its requests. Default 5 s. */
  deadlineMs?: number;
}

/** Probes one tenant; keeps its connection between probes and follows its kubeconfig Secret. */
export class TenantProbe {
  readonly #secrets: KubeconfigSecrets;
  readonly #clock: Clock;
  readonly #deadlineMs: number;
  readonly #connection: TenantConnection;
  #secret?: KubeconfigSecret;
  #usable?: TenantCredentials;
  #changedAt?: number;
  #closed = false;

  constructor(options: TenantProbeOptions) {
    this.#secrets = options.secrets;
    this.#clock = options.clock;
    this.#deadlineMs = options.deadlineMs ?? DEADLINE_MS;
    this.#connection = new TenantConnection(options);
  }

  /** The Secret as the last probe read it. */
  get secret(): KubeconfigSecret | undefined {
    return this.#secret;
  }

  /** When a probe read another kubeconfig than the one before; wall milliseconds. */
  get kubeconfigChangedAt(): number | undefined {
    return this.#changedAt;
  }

  /**
   * One probe. A thorough one makes a new connection and adds an authorised read, since `/readyz` may be open to
   * anybody. Never rejects.
   */
  async run(
    target: ProbeTarget,
    options: { thorough: boolean },
  ): Promise<ProbeResult> {
    const secret = await this.#readSecret(target, options);
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
    return this.#ask(secret, options);
  }

  close(): void {
    this.#closed = true;
    this.#connection.close();
  }

  /** `undefined` when the management cluster does not answer in time. */
  async #readSecret(
    { namespace, secretName }: ProbeTarget,
    { thorough }: { thorough: boolean },
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
    { thorough }: { thorough: boolean },
  ): Promise<ProbeResult> {
    const startedAt = this.#clock.monotonic();
    const elapsedMs = () => Math.round(this.#clock.monotonic() - startedAt);
    try {
      const client = this.#connection.to(secret);
      if (thorough) {
        client.reconnect();
      }
      const get = async (path: string) => {
        const timeoutMs = this.#deadlineMs - elapsedMs();
        const failure = statusFailure(await client.get(path, { timeoutMs }));
        if (failure) {
          throw failure;
        }
      };
      await get('/readyz');
      const latencyMs = elapsedMs();
      if (thorough) {
        await get('/api/v1/namespaces?limit=1');
      }
      return { outcome: 'hit', latencyMs, tookMs: elapsedMs() };
    } catch (error) {
      const tookMs = elapsedMs();
      const { reason, message } = describeTenantFailure(
        tookMs < this.#deadlineMs ? error : tooSlow(this.#deadlineMs),
      );
      return { outcome: 'miss', reason, message, tookMs };
    }
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

function tooSlow(deadlineMs: number): TenantRequestError {
  return new TenantRequestError(
    'Slow',
    `It did not answer all requests of a check within ${Math.round(
      deadlineMs / 1000,
    )} s.`,
  );
}
