import https from 'node:https';
import { Credentials } from '../../pki';

export interface EtcdAuthOptions {
  port: number;
  caCertificate: string;
  root: Credentials;
}

/**
 * Turns etcd's authentication on, with user `root` by certificate, as Kamaji wants its DataStore.
 * Does nothing when it is on already.
 */
export async function enableEtcdAuth(options: EtcdAuthOptions): Promise<void> {
  if (await isEnabled(options)) {
    return;
  }
  await post(options, '/v3/auth/user/add', {
    name: 'root',
    options: { no_password: true },
  });
  await post(options, '/v3/auth/role/add', { name: 'root' });
  await post(options, '/v3/auth/user/grant', { user: 'root', role: 'root' });
  await post(options, '/v3/auth/enable', {});
}

async function isEnabled(options: EtcdAuthOptions): Promise<boolean> {
  try {
    return (await post(options, '/v3/auth/status', {})).enabled === true;
  } catch (error) {
    // With authentication on the gateway refuses a certificate that names a user, and says so.
    if (/CommonName/.test((error as Error).message)) {
      return true;
    }
    throw error;
  }
}

function post(
  { port, caCertificate, root }: EtcdAuthOptions,
  path: string,
  body: object,
): Promise<{ enabled?: boolean }> {
  return new Promise((resolve, reject) => {
    const request = https.request(
      {
        host: '127.0.0.1',
        port,
        path,
        method: 'POST',
        ca: caCertificate,
        cert: root.certificate,
        key: root.key,
        agent: false,
        timeout: 5000,
      },
      response => {
        let text = '';
        response.setEncoding('utf8').on('data', chunk => {
          text += chunk;
        });
        response.on('end', () => {
          // A user or role that is there already is what we want.
          const there = /already exists/.test(text);
          if (response.statusCode === 200 || there) {
            resolve(there ? {} : JSON.parse(text));
          } else {
            reject(
              new Error(
                `etcd answered ${response.statusCode} to ${path}: ${text}`,
              ),
            );
          }
        });
      },
    );
    request.on('timeout', () =>
      request.destroy(new Error('The DataStore does not answer')),
    );
    request.on('error', reject);
    request.end(JSON.stringify(body));
  });
}
