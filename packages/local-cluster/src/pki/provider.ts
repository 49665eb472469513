// The library's dependency injection needs the metadata polyfill to be loaded first.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { webcrypto } from 'node:crypto';

x509.cryptoProvider.set(webcrypto as Crypto);

export { x509 };
export const subtle = (webcrypto as Crypto).subtle;
export const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' };
export const keyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256' };
