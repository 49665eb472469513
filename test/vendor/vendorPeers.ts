import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

/** Where the vendor's own programs and definitions are on this machine. */
export interface VendorPeers {
  /** Folder with the binaries. */
  binaries: string;
  /** Folder with the CustomResourceDefinitions of the same commit. */
  definitions: string;
}

/** The vendor's programs, or the reason why they cannot run on this machine. */
export function findVendorPeers(
  env: NodeJS.ProcessEnv = process.env,
): VendorPeers | { missing: string } {
  const { DPF_PEERS: binaries, DPF_PEER_CRDS: definitions } = env;
  if (!binaries || !definitions) {
    return {
      missing:
        'the vendor’s controllers are not here (DPF_PEERS and DPF_PEER_CRDS name the folders of their programs and definitions)',
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
