import {
  DPU_CLUSTERS_SIGNAL_CHANNEL,
  DpfClient,
} from '@dpf-portal/backstage-plugin-dpf-common';
import path from 'node:path';
import { AuditEvent } from '../portal/readAuditLog';
import { BackendProcess } from '../portal/BackendProcess';
import { SignalSocket } from '../portal/SignalSocket';
import { dpfClientOf } from '../portal/dpfClientOf';
import { Lab } from '../management/Lab';

/** @see Replica.create */
export interface ReplicaOptions {
  name: string;
  lab: Lab;
  /** Connection string. */
  postgres: string;
  stateDir: string;
}

/** One of several back ends of a portal that share a database and a management cluster. */
export class Replica {
  /** Creates a replica without starting it. */
  static async create(options: ReplicaOptions): Promise<Replica> {
    const { name, lab } = options;
    const backend = await BackendProcess.forLab(lab, {
      stateDir: path.join(options.stateDir, name),
      postgres: options.postgres,
      podName: name,
    });
    return new Replica(options, backend);
  }

  /** Its REST API, as the guest user. */
  readonly dpf: DpfClient;

  readonly #options: ReplicaOptions;

  private constructor(
    options: ReplicaOptions,
    readonly backend: BackendProcess,
  ) {
    this.#options = options;
    this.dpf = dpfClientOf(backend);
  }

  get name(): string {
    return this.#options.name;
  }

  /** The signals that a page of this replica receives. */
  async openSignals(): Promise<SignalSocket> {
    return SignalSocket.open({
      baseUrl: this.backend.baseUrl,
      token: await this.backend.guestToken(),
      channel: DPU_CLUSTERS_SIGNAL_CHANNEL,
    });
  }

  /** Whether the identity in a Lease is this replica's. */
  holds(identity: string | undefined): boolean {
    return identity?.startsWith(`${this.name}_`) ?? false;
  }

  /** Successful and failed writes of its reconcilers, without Leases. */
  async writes(): Promise<AuditEvent[]> {
    const writes = await this.#options.lab.audit.writesOf('dpf-controllers');
    return writes.filter(({ userAgent }) => userAgent?.includes(this.name));
  }
}
