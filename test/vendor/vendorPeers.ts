import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

/** Where the vendor's own programs and definitions are on this machine. */
export interface VendorPeers {
  /** Folder with the binaries. */
  binaries: string;
  /** Folder with the CustomResourceDefinitions of the same commit. */
  definitions: string;
}

/** The vendor's programs, or why they cannot be run here. */
export function findVendorPeers(
  env: NodeJS.ProcessEnv = process.env,
): VendorPeers | { missing: string } {
  const { DPF_PEERS: binaries, DPF_PEER_CRDS: definitions } = env;
  if (!binaries || !definitions) {
    return {
      missing:
        'DPF_PEERS and DPF_PEER_CRDS must name the folders with the vendor’s binaries and CRDs',
    };
  }
  const absent = [binaries, definitions].find(folder => !fs.existsSync(folder));
  if (absent) {
    return { missing: `the folder ${absent} does not exist` };
  }
  // Leader election reads the namespace from a file below /var/run, which each process gets as its own.
  const mounts = spawnSync('unshare', ['-r', '-m', 'true']);
  if (mounts.status !== 0) {
    return {
      missing:
        'unshare -r -m does not work here, and leader election needs a mount namespace of its own',
    };
  }
  return { binaries, definitions };
}

/** A suite that needs the vendor's programs; without them it is skipped and says why. */
export function describeWithVendor(
  name: string,
  suite: (peers: VendorPeers) => void,
): void {
  const found = findVendorPeers();
  if ('missing' in found) {
    process.stderr.write(`Skipped: ${name}: ${found.missing}.\n`);
    // eslint-disable-next-line jest/valid-describe-callback, jest/no-disabled-tests -- the reason is printed above
    describe.skip(name, () => {
      it('needs the vendor’s programs', () => {});
    });
    return;
  }
  // eslint-disable-next-line jest/valid-describe-callback -- the callback is the caller's
  describe(name, () => suite(found));
}
