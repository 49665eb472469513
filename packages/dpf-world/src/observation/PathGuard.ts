import { answered, mayBeThePath } from './TenantProbe';
import type { TenantMonitor } from './TenantMonitor';

const FEWEST_SERVERS = 3;
const SAMPLE = 8;

/** What the guard uses of a tenant. */
export type GuardedTenant = Pick<
  TenantMonitor,
  'observation' | 'target' | 'lastResult' | 'look' | 'probeNow'
>;

/** What has answered since the path became suspect. */
interface Answers {
  owners: Set<string>;
  servers: Set<string>;
}

/**
 * Distinguishes a dead tenant from a broken path to all tenants. The path is suspect when more than half of at least
 * three servers are silent and no tenant of another owner answers. While that holds, the state of a silent tenant is
 * kept. An owner with several clusters on one server, or with silent clusters of its own only, cannot affect the state
 * of other owners' tenants.
 */
export class PathGuard {
  readonly #tenants: () => Iterable<GuardedTenant>;
  readonly #onChange: (suspected: boolean) => void;
  readonly #random: () => number;
  /** Set while the path is suspect. */
  #answers?: Answers;
  /** By owner of the silent tenant. */
  readonly #checks = new Map<string, Promise<boolean>>();

  constructor(options: {
    tenants: () => Iterable<GuardedTenant>;
    onChange: (suspected: boolean) => void;
    /** 0 ≤ x < 1. */
    random: () => number;
  }) {
    this.#tenants = options.tenants;
    this.#onChange = options.onChange;
    this.#random = options.random;
  }

  get isPathSuspected(): boolean {
    return this.#answers !== undefined;
  }

  /**
   * A healthy tenant has missed two probes. Resolves whether the path is the likely cause. Probes others at once,
   * because their next probes may be seconds away.
   */
  async suspect(tenant: GuardedTenant): Promise<boolean> {
    const { owner, hasNoReplica } = tenant.target;
    if (hasNoReplica) {
      return false;
    }
    if (this.#answers) {
      return covers(this.#answers, owner);
    }
    const check =
      this.#checks.get(owner) ??
      this.#check(tenant).finally(() => this.#checks.delete(owner));
    this.#checks.set(owner, check);
    return check;
  }

  /**
   * To be called when a tenant answered or is no longer probed: the path may be good again, for some owners or for all.
   */
  reconsider(answering?: GuardedTenant): void {
    const answers = this.#answers;
    if (!answers) {
      return;
    }
    const before = answers.owners.size;
    if (answering) {
      note(answers, answering);
    }
    if (answers.owners.size > 1 || !this.#mostAreSilent(answers)) {
      this.#answers = undefined;
      this.#onChange(false);
      this.#probeSilent(() => true);
    } else if (answers.owners.size > before) {
      this.#probeSilent(({ target }) => !covers(answers, target.owner));
    }
  }

  async #check(suspect: GuardedTenant): Promise<boolean> {
    const sample = this.#sampleOf(suspect);
    const results = await Promise.all(sample.map(other => other.look()));
    const silent = 1 + results.filter(mayBeThePath).length;
    const total = 1 + sample.length;
    const answering = sample.filter((_, index) => answered(results[index]));
    const isElsewhere = answering.some(
      ({ target }) => target.owner !== suspect.target.owner,
    );
    if (total < FEWEST_SERVERS || silent * 2 <= total || isElsewhere) {
      return false;
    }
    if (!this.#answers) {
      this.#answers = { owners: new Set(), servers: new Set() };
      this.#onChange(true);
    }
    for (const tenant of answering) {
      note(this.#answers, tenant);
    }
    return covers(this.#answers, suspect.target.owner);
  }

  /**
   * One tenant of each of a few other servers, alternating between other owners and the same owner. Tenants that
   * answered last come first, since one answer is enough. The others are chosen at random.
   */
  #sampleOf(suspect: GuardedTenant): GuardedTenant[] {
    const { owner } = suspect.target;
    const isStranger = ({ target }: GuardedTenant) => target.owner !== owner;
    const tenants = [...this.#servers()]
      .filter(([server]) => server !== suspect.observation.server)
      .map(([, all]) => all.find(isStranger) ?? all[0]);
    const strangers = this.#shuffled(tenants.filter(isStranger));
    const others = this.#shuffled(tenants.filter(one => !isStranger(one)));
    const queue = [
      ...strangers.filter(isAnswering),
      ...strangers.filter(one => !isAnswering(one)),
    ];
    const sample: GuardedTenant[] = [];
    while (sample.length < SAMPLE && queue.length + others.length > 0) {
      sample.push(...queue.splice(0, 1), ...others.splice(0, 1));
    }
    return sample.slice(0, SAMPLE);
  }

  /** Compares only the servers whose state is known since the path became suspect. */
  #mostAreSilent(answers: Answers): boolean {
    const servers = this.#servers();
    const silent = [...servers].filter(([, tenants]) =>
      tenants.every(isSilent),
    );
    const answering = [...servers].filter(
      ([server, tenants]) =>
        answers.servers.has(server) && !tenants.every(isSilent),
    );
    return servers.size >= FEWEST_SERVERS && silent.length > answering.length;
  }

  /** By server, the tenants that were healthy or answered last. A tenant without a pod says nothing about the path. */
  #servers(): Map<string, GuardedTenant[]> {
    const servers = new Map<string, GuardedTenant[]>();
    for (const tenant of this.#tenants()) {
      const { health, server } = tenant.observation;
      const counts = health === 'healthy' || isAnswering(tenant);
      if (counts && server && !tenant.target.hasNoReplica) {
        servers.set(server, [...(servers.get(server) ?? []), tenant]);
      }
    }
    return servers;
  }

  /** Probes the silent tenants again: their state is no longer kept. */
  #probeSilent(isMeant: (tenant: GuardedTenant) => boolean): void {
    for (const tenant of this.#tenants()) {
      if (isSilent(tenant) && isMeant(tenant)) {
        tenant.probeNow();
      }
    }
  }

  #shuffled<T>(items: T[]): T[] {
    const rest = [...items];
    const shuffled: T[] = [];
    while (rest.length > 0) {
      shuffled.push(
        ...rest.splice(Math.floor(this.#random() * rest.length), 1),
      );
    }
    return shuffled;
  }
}

function isSilent({ lastResult }: GuardedTenant): boolean {
  return lastResult !== undefined && mayBeThePath(lastResult);
}

function isAnswering({ lastResult }: GuardedTenant): boolean {
  return lastResult !== undefined && answered(lastResult);
}

function note(answers: Answers, { target, observation }: GuardedTenant): void {
  answers.owners.add(target.owner);
  if (observation.server) {
    answers.servers.add(observation.server);
  }
}

/** No tenant of another owner has answered. */
function covers({ owners }: Answers, owner: string): boolean {
  return [...owners].every(other => other === owner);
}
