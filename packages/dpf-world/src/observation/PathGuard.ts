import { answered, mayBeThePath } from './TenantProbe';
import type { TenantMonitor } from './TenantMonitor';

const FEWEST_SERVERS = 3;
const SAMPLE = 8;

/** What the guard looks at of a tenant. */
export type GuardedTenant = Pick<
  TenantMonitor,
  'observation' | 'target' | 'lastResult' | 'look' | 'probeNow'
>;

/** What has answered since the doubt began. */
interface Answers {
  owners: Set<string>;
  servers: Set<string>;
}

/**
 * Distinguishes a dead tenant from a broken path to all of them. The path is the suspect when more than half of at least
 * three servers are silent and no tenant of another owner than the suspect's answers. Then the suspect keeps its state, for
 * as long as that holds. Who owns several clusters on one server, or silences only clusters of its own, decides nothing
 * for others.
 */
export class PathGuard {
  readonly #tenants: () => Iterable<GuardedTenant>;
  readonly #onChange: (suspected: boolean) => void;
  readonly #random: () => number;
  /** Set while the path is in doubt. */
  #answers?: Answers;
  /** By owner of the suspect. */
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
   * A healthy tenant has missed twice. Is the path to blame? Looks at others at once, since their own turns may be seconds
   * away.
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

  /** A tenant answered, or is no longer watched: the doubt may be over, for some or for all. */
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
   * One tenant of each of some other servers, of other owners by turns. Of those the ones that answered last come first:
   * a single one of them is enough. The rest is another one each time.
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

  /** Of the servers of which something is known since the doubt began. */
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

  /** By server, those that were healthy or answered last. Who has no pod that could answer says nothing about the path. */
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

  /** The doubt keeps their state no longer. */
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
