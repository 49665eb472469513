/** A certificate and its private key, both PEM. */
export interface Credentials {
  certificate: string;
  key: string;
}
