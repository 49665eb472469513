export * from './CertificateAuthority';
export * from './KeyPair';
export * from './PkiStore';
export * from './renderKubeconfig';
