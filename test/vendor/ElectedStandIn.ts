import { DEFAULT_LEADER_ELECTION_NAMESPACE } from '@dpf-portal/dpf-world';
import { KubeClient, LeaderElector } from '@dpf-portal/kube-controller';
import { eventually } from '../portal/eventually';

/** Takes part in the leader election of a vendor's controller of a DPF release, without doing its work. */
export class ElectedStandIn {
  /** Starts as a candidate for the Lease. */
  static start(client: KubeClient, lease: string): ElectedStandIn {
    return new ElectedStandIn(client, lease);
  }

  /** Like DPF's identity: a pod's name and a random part. */
  readonly identity: string;
  readonly #stopping = new AbortController();
  readonly #elector: LeaderElector;
  readonly #running: Promise<void>;

  readonly #lease: string;

  private constructor(client: KubeClient, lease: string) {
    this.#lease = lease;
    this.identity = `vendor_${lease}`;
    this.#elector = new LeaderElector({
      client,
      namespace: DEFAULT_LEADER_ELECTION_NAMESPACE,
      leases: [{ name: lease }],
      identity: this.identity,
    });
    this.#running = this.#elector.run(this.#stopping.signal, {
      onStarted: async () => {},
    });
  }

  get leads(): boolean {
    return this.#elector.isLeading();
  }

  async elected(): Promise<void> {
    await eventually(`the stand-in holds ${this.#lease}`, async () =>
      this.leads ? true : undefined,
    );
  }

  /** Releases the Lease, like DPF's controller when it is scaled down. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }
}
