import os from 'node:os';
import path from 'node:path';
import { Platform } from './platform';
import { KUBERNETES_VERSION } from './versions';

/** Where built and downloaded programs are kept, for all clones on this machine. */
export function cacheDirectory(
  env: NodeJS.ProcessEnv,
  platform: Platform,
): string {
  const root =
    env.DPF_PORTAL_CACHE ||
    path.join(
      env.XDG_CACHE_HOME || path.join(env.HOME || os.homedir(), '.cache'),
      'dpf-portal',
    );
  return path.join(
    root,
    'kubernetes',
    `v${KUBERNETES_VERSION}-${platform.os}-${platform.arch}`,
  );
}
