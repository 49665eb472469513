import { CertificateAuthority } from '../pki/CertificateAuthority';
import { PkiStore, StoredCredentials } from '../pki/PkiStore';

/** Certificates for the etcd members and their clients. */
export interface EtcdPki {
  authority: CertificateAuthority;
  caFile: string;
  server: StoredCredentials;
  /** Client certificate of user `root`, for API servers and the real Kamaji. */
  client: StoredCredentials;
}

export async function loadEtcdPki(pki: PkiStore): Promise<EtcdPki> {
  const authority = await pki.authority('etcd-ca');
  return {
    authority,
    caFile: pki.filesOf('etcd-ca').certificateFile,
    // No common name: etcd's JSON gateway uses it as client certificate, and etcd would take the name for a user.
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
