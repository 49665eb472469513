import { describeUnless } from '../describeUnless';
import { findVendorPeers } from './vendorPeers';

/** `describe` for tests that need the vendor's programs. */
export function describeWithVendor(name: string, tests: () => void): void {
  const peers = findVendorPeers();
  describeUnless('missing' in peers ? peers.missing : undefined, name, tests);
}
