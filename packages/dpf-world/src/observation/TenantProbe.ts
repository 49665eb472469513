import {
  ProbeReason,
  TlsProblem,
  isRefusedAddress,
} from '@dpf-portal/dpf-model';
import { Clock, Logger } from '@dpf-portal/kube-controller';
import { sha256 } from '../childNames';
import { ServerNamedBy } from '../tenant/AddressFence';
import { KubeconfigSecret } from '../tenant/KubeconfigSecret';
import { KubeconfigSecrets } from '../tenant/KubeconfigSecrets';
import { NotAnApiServerError, detailOf } from '../tenant/tenantErrors';
import { CHECK_DEADLINE_MS, askApiServer } from '../tenant/askApiServer';
import { describeTenantFailure } from '../tenant/describeTenantFailure';
import { TenantConnection, TenantConnectionOptions } from './TenantConnection';

/**
 * A cluster that is probed.
 *
 * @public
 */
export interface ProbeTarget {
  uid: string;
  namespace: string;
  /** The owner: probe slots are shared out among owners. */
  owner: string;
  /** The Secret with its admin kubeconfig. */
  secretName: string;
  /** Who chose the server in that kubeconfig. */
  serverNamedBy: ServerNamedBy;
  /** Its control plane is new, so a failed probe is not a miss. */
  comingUp: boolean;
  /** Its control plane is being rolled, so the kubeconfig may trust an authority that the server does not use yet. */
  rolling: boolean;
  /** The Kubernetes version of its control plane, as Kamaji reports it. */
  installedVersion?: string;
  /** Its control plane has no ready replica, so it cannot answer, whatever the path does. */
  hasNoReplica: boolean;
  /** DPUs are assigned to it, so its Nodes are read after each probe. */
  wantNodes: boolean;
  /** DPUs may be read, so a Node without a DPU can be found. Read now and then if no DPU is assigned. */
  wantStrayNodes?: boolean;
  /** The names of these DPUs, which are also the names of their Nodes. Called when Nodes are read. */
  dpuNames: () => ReadonlySet<string>;
  /** The cluster's ceiling, where it has one. */
  maxNodes?: number;
  /**
   * The addresses of a few nodes that serve the NodePort of its API server. Called when its own address cannot be reached.
   */
  nodeAddresses?: () => readonly string[];
}

export function sameTarget(a: ProbeTarget, b: ProbeTarget): boolean {
  return (
    a.uid === b.uid &&
    a.namespace === b.namespace &&
    a.owner === b.owner &&
    a.secretName === b.secretName &&
    a.serverNamedBy === b.serverNamedBy &&
    a.comingUp === b.comingUp &&
    a.rolling === b.rolling &&
    a.installedVersion === b.installedVersion &&
    a.hasNoReplica === b.hasNoReplica &&
    a.wantNodes === b.wantNodes &&
    a.wantStrayNodes === b.wantStrayNodes &&
    a.maxNodes === b.maxNodes
  );
}

/** The result of one probe. `tookMs` is the time that the tenant took, whatever it answered. */
export type ProbeResult =
  | {
      outcome: 'hit';
      latencyMs: number;
      tookMs: number;
      /** If it was requested and came in time. */
      serverVersion?: string;
    }
  | {
      outcome: 'miss';
      reason: ProbeReason;
      message: string;
      /** Details for the log that the message leaves out. */
      detail?: string;
      /** Something answers that is not an API server. */
      noApiServer?: true;
      /** Why its server is not trusted. */
      tlsProblem?: TlsProblem;
      /** `address:port` of a node where it answers, though it does not at its own address. */
      answersAtNode?: string;
      tookMs: number;
    }
  /** Nothing is known: the management cluster is unreachable, or the Secret may not be read. This is not a miss. */
  | { outcome: 'unknown'; message: string };

const PATH_REASONS: readonly ProbeReason[] = [
  'Unreachable',
  'Slow',
  'NameNotResolved',
];

/** Whether the cause may be the network path and not the tenant. */
export function mayBeThePath(result: ProbeResult): boolean {
  return result.outcome === 'miss' && PATH_REASONS.includes(result.reason);
}

/** No packet was received from the tenant, or none was sent. */
function isSilent(reason: ProbeReason): boolean {
  return PATH_REASONS.includes(reason) || isCertain(reason);
}

/** Whether another probe would end the same way. */
export function isCertain(reason: ProbeReason): boolean {
  return reason === 'KubeconfigUnusable' || isRefusedAddress(reason);
}

/** The tenant answered, correctly or not, so the path to it works. */
export function answered(result: ProbeResult): boolean {
  return (
    result.outcome === 'hit' ||
    (result.outcome === 'miss' && !isSilent(result.reason))
  );
}

const MOST_NODES = 2;
const NODE_TIMEOUT_MS = 1_000;

export interface TenantProbeOptions extends TenantConnectionOptions {
  secrets: KubeconfigSecrets;
  /** For a whole probe, all its requests. Default 5 s. */
  deadlineMs?: number;
  logger: Logger;
}

/** How thorough a probe is. */
export interface ProbeDepth {
  /** Uses a new connection and an authorized read, because `/readyz` may be open to anonymous users. */
  thorough: boolean;
  /** Checks that the server is an API server. */
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
  /** The version of the Secret that was compared last. */
  #compared?: string;
  /** A digest of the last usable credentials: they themselves are not kept. */
  #usable?: string;
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

  /** When the kubeconfig was last changed, if a probe has read it before and after; wall milliseconds. */
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
    this.#compare(secret);
    if (secret.state.state === 'unknown') {
      return { outcome: 'unknown', message: secret.state.problem ?? '' };
    }
    const result = await this.#ask(secret, target, depth);
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
      ? this.#secrets.readFresh(namespace, secretName)
      : this.#secrets.read(namespace, secretName);
    const done = new AbortController();
    try {
      return await Promise.race([
        read,
        this.#clock.sleep(this.#deadlineMs, done.signal).then(() => undefined),
      ]);
    } catch {
      return undefined;
    } finally {
      done.abort();
    }
  }

  async #ask(
    secret: KubeconfigSecret,
    target: ProbeTarget,
    { thorough, identify }: ProbeDepth,
  ): Promise<ProbeResult> {
    const startedAt = this.#clock.monotonic();
    const tookMs = () => Math.round(this.#clock.monotonic() - startedAt);
    try {
      const client = this.#connection.to(secret, target.serverNamedBy);
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
      const { reason, message, tlsProblem } = describeTenantFailure(error);
      const took = tookMs();
      const answersAtNode =
        identify && reason === 'Unreachable'
          ? await this.#findNode(secret, target)
          : undefined;
      return {
        outcome: 'miss',
        reason,
        message,
        detail: detailOf(error),
        ...(error instanceof NotAnApiServerError ? { noApiServer: true } : {}),
        ...(tlsProblem ? { tlsProblem } : {}),
        ...(answersAtNode ? { answersAtNode } : {}),
        tookMs: took,
      };
    }
  }

  /** A node at which the API server of an unreachable VIP answers, by its certificate. */
  async #findNode(
    secret: KubeconfigSecret,
    { serverNamedBy, nodeAddresses }: ProbeTarget,
  ): Promise<string | undefined> {
    // A user's kubeconfig must not lead the portal to the ports of its nodes.
    if (serverNamedBy !== 'kamaji' || !nodeAddresses || !secret.credentials) {
      return undefined;
    }
    const { port, host } = secret.credentials;
    const client = this.#connection.to(secret, serverNamedBy);
    const found = await Promise.all(
      nodeAddresses()
        .filter(address => address !== host)
        .slice(0, MOST_NODES)
        .map(async address =>
          (await client.answersAt(address, { timeoutMs: NODE_TIMEOUT_MS }))
            ? `${address.includes(':') ? `[${address}]` : address}:${port}`
            : undefined,
        ),
    );
    return found.find(Boolean);
  }

  /** Logs each change once, because a failing tenant is probed every few seconds. */
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

  /**
   * The change is dated by the server's clock: a controller that was restarted after it has the new kubeconfig, even if
   * this process read that later.
   */
  #compare(secret: KubeconfigSecret): void {
    const { credentials, writtenAt, uid, resourceVersion } = secret;
    const version = `${uid}/${resourceVersion}`;
    if (!credentials || version === this.#compared) {
      return;
    }
    this.#compared = version;
    const usable = sha256(JSON.stringify(credentials));
    if (this.#usable && this.#usable !== usable) {
      const now = this.#clock.now();
      const written = Date.parse(writtenAt ?? '');
      this.#changedAt = written < now ? written : now;
    }
    this.#usable = usable;
  }
}

function detailIn(result: ProbeResult): string | undefined {
  return result.outcome === 'miss' ? result.detail : undefined;
}
