import { JoinInfoObservation } from '@dpf-portal/backstage-plugin-dpf-common';
import { Clock } from '@dpf-portal/kube-controller';
import { AddressFence } from '../tenant/AddressFence';
import { KubeconfigSecret } from '../tenant/KubeconfigSecret';
import { KubeconfigSecrets } from '../tenant/KubeconfigSecrets';
import { TenantAccess } from '../tenant/TenantAccess';
import { TenantCredentials } from '../tenant/TenantCredentials';
import { TenantHttpClient } from '../tenant/TenantHttpClient';
import { TenantRequestError } from '../tenant/TenantRequestError';
import { describeTenantFailure } from '../tenant/describeTenantFailure';
import { parseServerVersion } from '../tenant/parseServerVersion';
import { statusFailure } from '../tenant/statusFailure';
import { ProbeResult } from './ProbeResult';
import { ProbeTarget } from './ProbeTarget';
import { readJoinInfo } from './readJoinInfo';
import { ReadyNodes, readReadyNodes } from './readReadyNodes';

const NODES_DEADLINE_MS = 20_000;

/** @public */
export interface TenantProbeOptions {
  secrets: KubeconfigSecrets;
  access: TenantAccess;
  fence: AddressFence;
  clock: Clock;
  timeoutMs?: number;
}

/** Probes one tenant; keeps its connection between probes and follows its kubeconfig Secret. */
export class TenantProbe {
  readonly #options: TenantProbeOptions;
  #client?: TenantHttpClient;
  #clientOf?: string;
  /** A list of Nodes has a connection of its own: it may be long, and a probe does not wait for it. */
  #nodesClient?: TenantHttpClient;
  #secret?: KubeconfigSecret;
  #usable?: TenantCredentials;
  #changedAt?: number;

  constructor(options: TenantProbeOptions) {
    this.#options = options;
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
   * anybody.
   */
  async run(
    target: ProbeTarget,
    options: { thorough: boolean },
  ): Promise<ProbeResult> {
    const { secrets, clock } = this.#options;
    let secret: KubeconfigSecret;
    try {
      const { namespace, secretName } = target;
      secret = options.thorough
        ? await secrets.readAnew(namespace, secretName)
        : await secrets.read(namespace, secretName);
    } catch {
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
    try {
      const client = this.#clientFor(secret);
      if (options.thorough) {
        client.reconnect();
      }
      const before = clock.monotonic();
      const answer = await client.get('/readyz');
      const latencyMs = Math.round(clock.monotonic() - before);
      const failure = statusFailure(answer);
      if (failure) {
        throw failure;
      }
      if (options.thorough) {
        await this.#authorisedRead(client);
      }
      return { outcome: 'hit', latencyMs };
    } catch (error) {
      const { reason, message } = describeTenantFailure(error);
      return { outcome: 'miss', reason, message };
    }
  }

  /** The tenant's version; `undefined` when it does not say. Never throws. */
  async version(): Promise<string | undefined> {
    try {
      const answer = await this.#client?.get('/version');
      return answer && parseServerVersion(answer.body);
    } catch {
      return undefined;
    }
  }

  /** What the tenant tells nodes that join; `undefined` when it cannot be told. Never throws. */
  async joinInfo(): Promise<JoinInfoObservation | undefined> {
    const credentials = this.#secret?.credentials;
    return this.#client && credentials
      ? readJoinInfo(this.#client, credentials)
      : undefined;
  }

  /** Which of the target's DPUs have Nodes that are Ready; `undefined` where the kubeconfig cannot be used. Never throws. */
  async nodes(target: ProbeTarget): Promise<ReadyNodes | undefined> {
    const credentials = this.#secret?.credentials;
    if (!this.#client || !credentials) {
      return undefined;
    }
    const { access, fence, timeoutMs, clock } = this.#options;
    this.#nodesClient ??= new TenantHttpClient({
      credentials,
      access,
      fence,
      timeoutMs,
      clock,
    });
    return readReadyNodes(this.#nodesClient, {
      wanted: target.dpuNames(),
      maxNodes: target.maxNodes,
      deadlineMs: NODES_DEADLINE_MS,
      clock,
    });
  }

  close(): void {
    this.#client?.close();
    this.#client = undefined;
    this.#clientOf = undefined;
    this.#nodesClient?.close();
    this.#nodesClient = undefined;
  }

  async #authorisedRead(client: TenantHttpClient): Promise<void> {
    const failure = statusFailure(
      await client.get('/api/v1/namespaces?limit=1'),
    );
    if (failure) {
      throw failure;
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
      this.#changedAt = this.#options.clock.now();
    }
    this.#usable = credentials;
  }

  #clientFor(secret: KubeconfigSecret): TenantHttpClient {
    const { access, fence, timeoutMs, clock } = this.#options;
    if (!secret.credentials) {
      throw new TenantRequestError(
        'KubeconfigUnusable',
        secret.state.problem ?? 'The kubeconfig cannot be used.',
      );
    }
    const version = `${secret.uid}/${secret.resourceVersion}`;
    if (!this.#client || this.#clientOf !== version) {
      this.close();
      this.#client = new TenantHttpClient({
        credentials: secret.credentials,
        access,
        fence,
        timeoutMs,
        clock,
      });
      this.#clientOf = version;
    }
    return this.#client;
  }
}
