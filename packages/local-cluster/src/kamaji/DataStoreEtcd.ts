import { EtcdGateway, EtcdGatewayOptions } from '../controlPlane/EtcdGateway';

/** The etcd with the data of tenants. */
export class DataStoreEtcd {
  readonly #gateway: EtcdGateway;

  constructor(options: EtcdGatewayOptions) {
    this.#gateway = new EtcdGateway(options);
  }

  async isAlive(): Promise<boolean> {
    try {
      await this.#gateway.post('/v3/maintenance/status', {});
      return true;
    } catch {
      return false;
    }
  }

  /** Deletes all keys below `/<schema>/`. Rejects if etcd does not answer; the tenant then remains. */
  async removeSchema(schema: string): Promise<void> {
    // The end of the range is the first key behind the prefix: '0' follows '/'.
    await this.#gateway.post('/v3/kv/deleterange', {
      key: base64(`/${schema}/`),
      range_end: base64(`/${schema}0`),
    });
  }
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
