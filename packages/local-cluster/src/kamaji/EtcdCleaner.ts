import https from 'node:https';
import { Credentials } from '../pki';

/** Removes the keys of a deleted tenant from the DataStore, by etcd's JSON gateway. */
export class EtcdCleaner {
  constructor(
    private readonly options: {
      port: number;
      caCertificate: string;
      client: Credentials;
    },
  ) {}

  /** Deletes everything below `/<schema>/`. Rejects when etcd does not answer: the tenant stays then. */
  async removeSchema(schema: string): Promise<void> {
    // The end of the range is the first key behind the prefix: '0' follows '/'.
    await this.#post('/v3/kv/deleterange', {
      key: base64(`/${schema}/`),
      range_end: base64(`/${schema}0`),
    });
  }

  #post(path: string, body: object): Promise<void> {
    const { port, caCertificate, client } = this.options;
    return new Promise((resolve, reject) => {
      const request = https.request(
        {
          host: '127.0.0.1',
          port,
          path,
          method: 'POST',
          ca: caCertificate,
          cert: client.certificate,
          key: client.key,
          agent: false,
          timeout: 5000,
        },
        response => {
          response.resume();
          if (response.statusCode === 200) {
            resolve();
          } else {
            reject(new Error(`The DataStore answered ${response.statusCode}`));
          }
        },
      );
      request.on('timeout', () =>
        request.destroy(new Error('The DataStore does not answer')),
      );
      request.on('error', reject);
      request.end(JSON.stringify(body));
    });
  }
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
