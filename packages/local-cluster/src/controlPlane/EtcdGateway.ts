import https from 'node:https';
import { Credentials } from '../pki/KeyPair';

export interface EtcdGatewayOptions {
  port: number;
  caCertificate: string;
  client: Credentials;
}

/** Client of the JSON gateway of an etcd member on loopback. */
export class EtcdGateway {
  readonly #options: EtcdGatewayOptions;

  constructor(options: EtcdGatewayOptions) {
    this.#options = options;
  }

  /** Rejects if etcd does not answer with success. The message contains the reason. */
  post<T>(path: string, body: object): Promise<T> {
    const { port, caCertificate, client } = this.#options;
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
          const chunks: Buffer[] = [];
          response.on('data', chunk => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            if (response.statusCode === 200) {
              resolve(JSON.parse(text));
            } else {
              const { statusCode } = response;
              reject(
                new Error(`etcd answered ${statusCode} to ${path}: ${text}`),
              );
            }
          });
        },
      );
      request.on('timeout', () =>
        request.destroy(new Error('etcd does not answer')),
      );
      request.on('error', reject);
      request.end(JSON.stringify(body));
    });
  }
}
