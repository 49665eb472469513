import { CertificateAuthority } from '@dpf-portal/local-cluster';
import fs from 'node:fs';
import https from 'node:https';
import { AddressInfo } from 'node:net';
import path from 'node:path';
import { Ground } from '../ground/Ground';

/** Starts a server with a certificate for these addresses that answers 500 to every request. */
export async function startSickTenant(
  { directory }: Ground,
  addresses: readonly string[],
): Promise<https.Server> {
  const pki = path.join(directory, 'cluster', 'pki');
  const authority = await CertificateAuthority.load({
    certificate: fs.readFileSync(path.join(pki, 'light-ca.crt'), 'utf8'),
    key: fs.readFileSync(path.join(pki, 'light-ca.key'), 'utf8'),
  });
  const { certificate, key } = await authority.issue({
    usage: 'server',
    commonName: 'kube-apiserver',
    ips: [...addresses],
  });
  const server = https.createServer(
    { cert: certificate, key },
    (_request, response) => response.writeHead(500).end(),
  );
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return server;
}

export function portOf(server: https.Server): number {
  return (server.address() as AddressInfo).port;
}
