import { EtcdGateway, EtcdGatewayOptions } from './EtcdGateway';

/** The room in an etcd's database, as far as its alarm is concerned. */
export class EtcdSpace {
  readonly #gateway: EtcdGateway;

  constructor(options: EtcdGatewayOptions) {
    this.#gateway = new EtcdGateway(options);
  }

  /** As if the quota were used up: etcd refuses every write, and answers reads. */
  async exhaust(): Promise<void> {
    await this.#alarm('ACTIVATE');
  }

  /** As an administrator does who has made room. */
  async release(): Promise<void> {
    await this.#alarm('DEACTIVATE');
  }

  async #alarm(action: 'ACTIVATE' | 'DEACTIVATE'): Promise<void> {
    const { header } = await this.#gateway.post<{
      header: { member_id: string };
    }>('/v3/maintenance/status', {});
    await this.#gateway.post('/v3/maintenance/alarm', {
      action,
      memberID: header.member_id,
      alarm: 'NOSPACE',
    });
  }
}
