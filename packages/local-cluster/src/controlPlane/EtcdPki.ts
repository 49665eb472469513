import { CertificateAuthority } from '../pki/CertificateAuthority';
import { PkiStore, StoredCredentials } from '../pki/PkiStore';

/** Who may speak to our etcd members. */
export interface EtcdPki {
  authority: CertificateAuthority;
  caFile: string;
  server: StoredCredentials;
  /** User `root`: what API servers and the real Kamaji present. */
  client: StoredCredentials;
}

export async function loadEtcdPki(pki: PkiStore): Promise<EtcdPki> {
  const authority = await pki.authority('etcd-ca');
  return {
    authority,
    caFile: pki.filesOf('etcd-ca').certificateFile,
    // No common name: etcd's JSON gateway presents it as a client, and a name would be a user.
    server: await pki.leaf('etcd-server', authority, {
      usage: 'both',
      ips: ['127.0.0.1'],
    }),
    client: await pki.leaf('etcd-client', authority, {
      usage: 'client',
      commonName: 'root',
    }),
  };
}
