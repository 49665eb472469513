import { hasVendorPeers } from './vendorPeers';

/** `describe` for what needs the vendor's own programs; skipped, with the reason printed, where they are missing. */
export function describeWithVendor(name: string, tests: () => void): void {
  (hasVendorPeers() ? describe : describe.skip)(name, tests);
}
