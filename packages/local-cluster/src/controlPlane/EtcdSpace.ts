import { EtcdGateway, EtcdGatewayOptions } from './EtcdGateway';

/** Controls the NOSPACE alarm of an etcd. */
export class EtcdSpace {
  readonly #gateway: EtcdGateway;

  constructor(options: EtcdGatewayOptions) {
    this.#gateway = new EtcdGateway(options);
  }

  /** Simulates an exhausted quota: etcd rejects writes and answers reads. */
  async exhaust(): Promise<void> {
    await this.#alarm('ACTIVATE');
  }

  /** Clears the alarm, like an administrator who has freed space. */
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
