export * from './CertificateAuthority';
export * from './Credentials';
export * from './KeyPair';
export * from './PkiStore';
export * from './renderKubeconfig';
