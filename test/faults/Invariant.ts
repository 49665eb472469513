import { AuditLog } from '../audit/AuditLog';
import {
  ControllersProcess,
  ResourceUsage,
} from '../controllers/ControllersProcess';
import { Lab } from '../management/Lab';
import { eventually } from '../portal/eventually';
import { FaultProxy } from './FaultProxy';
import { findViolations } from './findViolations';
import { Fleet } from './Fleet';
import { secondWriters } from './secondWriters';

// Allowance for garbage that is not collected yet. A relevant leak is larger or grows from check to check.
const MORE_MEGABYTES = 200;
const MORE_SOCKETS = 40;
// About two dozen watches restart, each with its own backoff, and seven Leases are renewed.
const MOST_REQUESTS_A_SECOND = 50;

/** A period in which the server gave no useful response. */
export interface Outage {
  requests: number;
  seconds: number;
}

/**
 * The invariant after every fault: all clusters converge, no child exists or was created twice, no condition is lost,
 * no foreign one is changed, only the holder of the Lease wrote, memory and sockets are bounded, and so was the request
 * rate while the server was unavailable.
 */
export class Invariant {
  #baseline: ResourceUsage | undefined;

  readonly #lab: Lab;
  readonly #fleet: Fleet;
  readonly #options: {
    /** The processes under test, each behind its own proxy. */
    proxies?: readonly FaultProxy[];
    timeoutMs?: number;
  };

  constructor(
    lab: Lab,
    fleet: Fleet,
    options: {
      /** The processes under test, each behind its own proxy. */
      proxies?: readonly FaultProxy[];
      timeoutMs?: number;
    } = {},
  ) {
    this.#lab = lab;
    this.#fleet = fleet;
    this.#options = options;
  }

  /**
   * Resolves when the invariant holds.
   *
   * @throws Error that lists all violations, after the time-out.
   */
  async check(
    process: ControllersProcess,
    outage?: Outage,
  ): Promise<ResourceUsage> {
    await this.converged();
    const usage = process.usage();
    this.#baseline ??= usage;
    const violations = [
      ...(await madeTwice(this.#lab.audit)),
      ...excesses(usage, this.#baseline),
      ...secondWriters(this.#options.proxies ?? []),
      ...(outage ? storms(outage) : []),
    ];
    if (violations.length > 0) {
      throw new Error(`The invariant does not hold: ${violations.join('; ')}`);
    }
    return usage;
  }

  /** Resolves when every cluster is in its expected state. Rejects if the signal aborts before. */
  async converged(signal?: AbortSignal): Promise<void> {
    let violations: string[] = [];
    await eventually(
      'the fleet converges',
      async () => {
        violations = await findViolations(this.#lab.api, this.#fleet);
        if (violations.length > 0) {
          throw new Error(violations.join('; '));
        }
        return true;
      },
      {
        timeoutMs: this.#options.timeoutMs ?? 90_000,
        intervalMs: 200,
        signal,
      },
    );
  }
}

/** Names are never reused here, so a second successful creation is a duplicate. */
async function madeTwice(audit: AuditLog): Promise<string[]> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { verb, responseStatus, objectRef } of await audit.writesOf(
    'dpf-controllers',
  )) {
    if (verb === 'create' && responseStatus?.code === 201) {
      const { resource, namespace, name } = objectRef ?? {};
      const child = `${resource} ${namespace}/${name}`;
      (seen.has(child) ? twice : seen).add(child);
    }
  }
  return [...twice].map(child => `${child} was made twice`);
}

function excesses(usage: ResourceUsage, baseline: ResourceUsage): string[] {
  return [
    ...(usage.rssMegabytes > baseline.rssMegabytes + MORE_MEGABYTES
      ? [`${usage.rssMegabytes} MB, from ${baseline.rssMegabytes} MB`]
      : []),
    ...(usage.sockets > baseline.sockets + MORE_SOCKETS
      ? [`${usage.sockets} sockets, from ${baseline.sockets}`]
      : []),
  ];
}

function storms({ requests, seconds }: Outage): string[] {
  const rate = requests / seconds;
  return rate > MOST_REQUESTS_A_SECOND
    ? [`${rate.toFixed(1)} requests a second while the server was away`]
    : [];
}
