export * from './CertificateAuthority';
export * from './createSigningRequest';
export * from './Credentials';
export * from './KeyPair';
export * from './PkiStore';
export * from './renderKubeconfig';
