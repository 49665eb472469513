// @ts-check
'use strict';

const os = require('node:os');
const path = require('node:path');
const { KUBERNETES_VERSION } = require('./versions');

/**
 * The folder for built and downloaded programs, shared by all clones on this machine.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {import('./platform').Platform} platform
 */
function cacheDirectory(env, platform) {
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

module.exports = { cacheDirectory };
