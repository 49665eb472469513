import {
  JoinInfoObservation,
  KubeletVersion,
  NodesProblem,
  NodesWithoutDpu,
} from '@dpf-portal/dpf-model';
import { Clock } from '@dpf-portal/kube-controller';
import { KubeconfigSecret } from '../tenant/KubeconfigSecret';
import { TenantHttpClient } from '../tenant/TenantHttpClient';
import { ProbeTarget } from './TenantProbe';
import { TenantConnection } from './TenantConnection';
import { Lane, SLOW_MS } from './FairPool';
import { readJoinInfo } from './readJoinInfo';
import { readReadyNodes } from './readReadyNodes';
import { readServerVersion } from '../tenant/apiServerAnswers';
import { NotAnApiServerError } from '../tenant/tenantErrors';

/** The time for everything that is due. A tenant that needs longer is read in the slow pool. */
const FAST_DEADLINE_MS = 3_000;
const SLOW_DEADLINE_MS = 20_000;
/** Correct join information rarely changes, so it is read only every tenth thorough probe. */
const JOIN_INFO_EVERY = 10;
/** A list of Nodes of up to this size is cheap enough to read after every probe. */
const CHEAP_NODES_BYTES = 256 * 1024;

/** What is known of a tenant besides its health. */
export interface KnownDetails {
  serverVersion?: string;
  joinInfo?: JoinInfoObservation;
  /** Of its DPUs; `undefined` while they are unknown. */
  readyNodes?: ReadonlySet<string>;
  /** Nodes of its DPUs that are not Ready, and since when. */
  silentNodes?: ReadonlyMap<string, string | undefined>;
  nodesProblem?: NodesProblem;
  /** `undefined` while there are none, or the Nodes are unknown. */
  nodesWithoutDpu?: NodesWithoutDpu;
  /** `undefined` while the Nodes are unknown, or there are none. */
  kubeletVersions?: KubeletVersion[];
}

const UNKNOWN_NODES = {
  readyNodes: undefined,
  silentNodes: undefined,
  nodesProblem: undefined,
  nodesWithoutDpu: undefined,
  kubeletVersions: undefined,
} satisfies Partial<KnownDetails>;

/** @see TenantDetails */
export interface TenantDetailsOptions {
  clock: Clock;
  connection: TenantConnection;
  enqueue: (lane: Lane, job: () => Promise<void>) => void;
  /** Something known has changed. */
  onChange: () => void;
  /** Its answer is not the answer of an API server. */
  onNoApiServer: () => void;
}

/** One job of a pool. */
interface Reading {
  client: TenantHttpClient;
  target: ProbeTarget;
  secret: KubeconfigSecret;
  leftMs: () => number;
  /** The deadline of the fast pool has passed, so a missing answer says nothing. */
  isOver: () => boolean;
}

/**
 * Reads the details of a tenant besides its health: its version, its join information, and which of its DPUs have
 * joined. It uses its own connection and its own pools, so a health check never waits for it.
 */
export class TenantDetails {
  readonly #options: TenantDetailsOptions;
  #known: KnownDetails = {};
  #subject?: { target: ProbeTarget; secret: KubeconfigSecret };
  #busy = false;
  #stopped = false;
  #slow = false;
  #versionIsDue = false;
  #joinInfoIsDue = false;
  #nodesAreDue = false;
  #nodesAreCheap = true;
  /** Thorough probes since the join information was last read. */
  #joinInfoAge = 0;
  /** The version of the kubeconfig that it was compared with. */
  #joinInfoOf?: string;

  constructor(options: TenantDetailsOptions) {
    this.#options = options;
  }

  get known(): KnownDetails {
    return this.#known;
  }

  /** To be called after an answered probe. Reads what is due when there is a free slot, one reading at a time. */
  refresh(
    target: ProbeTarget,
    secret: KubeconfigSecret,
    probe: { thorough: boolean; serverVersion?: string },
  ): void {
    const { thorough, serverVersion } = probe;
    this.#subject = { target, secret };
    if (serverVersion) {
      this.#versionIsDue = false;
      this.#learn({ serverVersion });
    }
    if (thorough) {
      this.#versionIsDue ||= !serverVersion;
      this.#joinInfoIsDue ||= this.#joinInfoIsOld(secret);
    }
    const { wantNodes, wantStrayNodes = false } = target;
    if (!wantNodes && !wantStrayNodes) {
      this.#learn(UNKNOWN_NODES);
    }
    this.#nodesAreDue =
      (wantNodes || wantStrayNodes) &&
      (this.#nodesAreDue || thorough || (wantNodes && this.#nodesAreCheap));
    this.#enqueue();
  }

  stop(): void {
    this.#stopped = true;
    this.#options.connection.close();
  }

  #enqueue(): void {
    const isDue =
      this.#versionIsDue || this.#joinInfoIsDue || this.#nodesAreDue;
    if (!this.#subject || !isDue || this.#busy || this.#stopped) {
      return;
    }
    this.#busy = true;
    const slow = this.#slow;
    const { owner } = this.#subject.target;
    this.#options.enqueue({ owner, slow }, async () => {
      const isDone = await this.#read(slow);
      this.#busy = false;
      if (!isDone) {
        this.#enqueue();
      }
    });
  }

  /** False when the deadline of the fast pool passed. What is still due is then read in the slow pool. */
  async #read(slow: boolean): Promise<boolean> {
    const { clock, connection } = this.#options;
    const deadlineMs = slow ? SLOW_DEADLINE_MS : FAST_DEADLINE_MS;
    const startedAt = clock.monotonic();
    const leftMs = () => startedAt + deadlineMs - clock.monotonic();
    const isOver = () => !slow && leftMs() <= 0;
    if (this.#stopped || !this.#subject) {
      return true;
    }
    const { target, secret } = this.#subject;
    try {
      const client = connection.to(secret, target.serverNamedBy);
      const reading: Reading = { client, target, secret, leftMs, isOver };
      await this.#readVersion(reading);
      await this.#readJoinInfo(reading);
      await this.#readNodes(reading);
    } catch {
      // The probes report a kubeconfig that cannot be used.
    }
    if (!this.#nodesAreCheap || !target.wantNodes) {
      connection.close();
    }
    this.#slow = clock.monotonic() - startedAt > SLOW_MS;
    return !isOver();
  }

  async #readVersion({ client, leftMs, isOver }: Reading): Promise<void> {
    if (!this.#versionIsDue) {
      return;
    }
    try {
      const bounds = { timeoutMs: leftMs() };
      const serverVersion = await readServerVersion(client, bounds);
      this.#learn({ serverVersion });
    } catch (error) {
      if (isOver()) {
        return;
      }
      if (error instanceof NotAnApiServerError && !this.#stopped) {
        this.#options.onNoApiServer();
      }
    }
    this.#versionIsDue = false;
  }

  /**
   * Wrong or unknown join information is read again after each thorough probe, and so is information that was compared
   * with another kubeconfig.
   */
  #joinInfoIsOld(secret: KubeconfigSecret): boolean {
    const { joinInfo } = this.#known;
    const isRight =
      joinInfo?.found &&
      joinInfo.authority === 'same' &&
      joinInfo.server === 'same';
    this.#joinInfoAge++;
    return (
      !isRight ||
      this.#joinInfoOf !== versionOf(secret) ||
      this.#joinInfoAge >= JOIN_INFO_EVERY
    );
  }

  async #readJoinInfo({
    client,
    secret,
    leftMs,
    isOver,
  }: Reading): Promise<void> {
    if (!this.#joinInfoIsDue || !secret.credentials || isOver()) {
      return;
    }
    const joinInfo = await readJoinInfo(client, secret.credentials, {
      timeoutMs: leftMs(),
    });
    if (!isOver()) {
      this.#joinInfoIsDue = false;
      this.#joinInfoAge = 0;
      this.#joinInfoOf = versionOf(secret);
    }
    if (joinInfo) {
      this.#learn({ joinInfo });
    }
  }

  /** Nodes do not affect health. A list that cannot be read completely counts as unknown. */
  async #readNodes({ client, target, leftMs, isOver }: Reading): Promise<void> {
    if (!this.#nodesAreDue || isOver()) {
      return;
    }
    const nodes = await readReadyNodes(client, {
      wanted: target.dpuNames(),
      maxNodes: target.maxNodes,
      deadlineMs: leftMs(),
      clock: this.#options.clock,
    });
    if ('problem' in nodes && isOver()) {
      return;
    }
    this.#nodesAreDue = false;
    if ('names' in nodes) {
      const { names, silent, withoutDpu, kubelets, bytes } = nodes;
      this.#nodesAreCheap = bytes <= CHEAP_NODES_BYTES;
      this.#learn({
        readyNodes: names,
        silentNodes: silent,
        nodesProblem: undefined,
        nodesWithoutDpu: withoutDpu.count > 0 ? withoutDpu : undefined,
        kubeletVersions: kubelets.length ? kubelets : undefined,
      });
    } else {
      const { problem } = nodes;
      this.#nodesAreCheap = problem.reason === 'NotAnswered';
      // If no DPU is assigned, none has joined.
      this.#learn({
        ...UNKNOWN_NODES,
        nodesProblem: target.wantNodes ? problem : undefined,
      });
    }
  }

  #learn(news: Partial<KnownDetails>): void {
    const before = this.#known;
    const after = { ...before, ...news };
    const isSame =
      before.serverVersion === after.serverVersion &&
      before.nodesProblem?.message === after.nodesProblem?.message &&
      JSON.stringify(before.joinInfo) === JSON.stringify(after.joinInfo) &&
      JSON.stringify(before.nodesWithoutDpu) ===
        JSON.stringify(after.nodesWithoutDpu) &&
      JSON.stringify(before.kubeletVersions) ===
        JSON.stringify(after.kubeletVersions) &&
      sameNames(before.readyNodes, after.readyNodes) &&
      sameTimes(before.silentNodes, after.silentNodes);
    if (!isSame && !this.#stopped) {
      this.#known = after;
      this.#options.onChange();
    }
  }
}

function versionOf({ uid, resourceVersion }: KubeconfigSecret): string {
  return `${uid}/${resourceVersion}`;
}

function sameNames(
  one: ReadonlySet<string> | undefined,
  other: ReadonlySet<string> | undefined,
): boolean {
  return (
    one?.size === other?.size &&
    [...(one ?? [])].every(name => other?.has(name))
  );
}

function sameTimes(
  one: ReadonlyMap<string, string | undefined> | undefined,
  other: ReadonlyMap<string, string | undefined> | undefined,
): boolean {
  return (
    one?.size === other?.size &&
    [...(one ?? [])].every(
      ([name, since]) => other?.has(name) && other.get(name) === since,
    )
  );
}
