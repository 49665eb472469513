// @ts-check
'use strict';

const fs = require('node:fs/promises');
const path = require('node:path');
const { BINARY_NAMES } = require('./BinaryName');
const { CacheLock } = require('./CacheLock');
const { cacheDirectory } = require('./cacheDirectory');
const { downloadBinary } = require('./downloadBinary');
const { downloadSource } = require('./downloadSources');
const { findInDirectories } = require('./findInDirectories');
const { GoBuilder } = require('./GoBuilder');
const { isAtLeast } = require('./parseVersion');
const { currentPlatform } = require('./platform');
const { readVersion } = require('./readVersion');
const { OLDEST_FITTING } = require('./versions');

/**
 * @typedef {import('./BinaryName').Binaries} Binaries
 * @typedef {import('./BinaryName').BinaryName} BinaryName
 * @typedef {import('./downloadSources').DownloadSource} DownloadSource
 */

/** Prefix of temporary directories in the cache. They belong to the holder of the lock. */
const UNFINISHED = '.unfinished-';
const HEARTBEAT_MS = 30_000;
// eslint-disable-next-line no-restricted-syntax -- the package is private and runs from its source
const MODULE_DIRECTORY = path.resolve(__dirname, '../../binaries');

/**
 * @typedef {object} BinaryResolverOptions
 * @property {(line: string) => void} [onProgress] - reports progress; not called if everything is found immediately
 * @property {number} [heartbeatMs] - interval of "still running" messages during a build; default 30 s, 0: never
 * @property {NodeJS.ProcessEnv} [env]
 * @property {import('./platform').Platform} [platform]
 * @property {typeof downloadBinary} [download] - replaced in tests
 * @property {GoBuilder['build']} [build] - replaced in tests
 */

/**
 * Finds the programs of a control plane. For each program the first match wins: `KUBEBUILDER_ASSETS`, the PATH if the
 * version fits, the cache, a download, a build with Go. The last two fill the cache.
 */
class BinaryResolver {
  #env;
  #platform;
  #cache;
  #progress;
  #heartbeatMs;
  #download;
  #build;

  /** @param {BinaryResolverOptions} [options] */
  constructor(options = {}) {
    this.#env = options.env ?? process.env;
    this.#platform = options.platform ?? currentPlatform();
    this.#cache = cacheDirectory(this.#env, this.#platform);
    this.#progress = options.onProgress ?? (() => {});
    this.#heartbeatMs = options.heartbeatMs ?? HEARTBEAT_MS;
    this.#download = options.download ?? downloadBinary;
    const builder = new GoBuilder(MODULE_DIRECTORY, this.#env);
    this.#build = options.build ?? builder.build.bind(builder);
  }

  /**
   * Resolves with all programs. Rejects with the failed attempts if a program cannot be obtained, and when the signal
   * aborts. Incomplete files never stay in the cache.
   *
   * @param {{signal?: AbortSignal}} [options]
   * @returns {Promise<Binaries>}
   */
  async resolve({ signal } = {}) {
    const found = await this.find();
    const missing = BINARY_NAMES.filter(name => !found[name]);
    return missing.length === 0
      ? asBinaries(found)
      : asBinaries({ ...found, ...(await this.#fill(missing, signal)) });
  }

  /**
   * Finds the programs that exist already, without download or build.
   *
   * @returns {Promise<Partial<Binaries>>}
   */
  async find() {
    /** @type {Partial<Binaries>} */
    const found = {};
    for (const name of BINARY_NAMES) {
      const file =
        findInDirectories(name, [this.#env.KUBEBUILDER_ASSETS ?? '']) ??
        (await this.#onPath(name)) ??
        this.#inCache(name);
      if (file) {
        found[name] = file;
      }
    }
    return found;
  }

  /** @param {BinaryName} name */
  async #onPath(name) {
    const directories = (this.#env.PATH ?? '').split(path.delimiter);
    const file = findInDirectories(name, directories);
    const version = file && (await readVersion(file));
    return version && isAtLeast(version, OLDEST_FITTING[name])
      ? file
      : undefined;
  }

  /** @param {BinaryName} name */
  #inCache(name) {
    return findInDirectories(name, [this.#cache]);
  }

  /**
   * @param {BinaryName[]} names
   * @param {AbortSignal | undefined} signal
   * @returns {Promise<Partial<Binaries>>}
   */
  async #fill(names, signal) {
    const lock = await CacheLock.acquire(this.#cache, {
      signal,
      onWait: holder =>
        this.#progress(
          `Waiting for process ${holder}, which fills ${this.#cache}`,
        ),
    });
    try {
      await this.#removeUnfinished();
      // The previous holder of the lock may have added some.
      const missing = names.filter(name => !this.#inCache(name));
      if (missing.length > 0) {
        await this.#obtain(missing, signal);
      }
    } finally {
      await this.#removeUnfinished();
      await lock.release();
    }
    return Object.fromEntries(names.map(name => [name, this.#inCache(name)]));
  }

  /** Removes incomplete files of this process or of a killed one. */
  async #removeUnfinished() {
    for (const name of await fs.readdir(this.#cache)) {
      if (name.startsWith(UNFINISHED)) {
        const directory = path.join(this.#cache, name);
        await fs.rm(directory, { recursive: true, force: true, maxRetries: 5 });
      }
    }
  }

  /**
   * @param {BinaryName[]} names
   * @param {AbortSignal | undefined} signal
   */
  async #obtain(names, signal) {
    const directory = await fs.mkdtemp(path.join(this.#cache, UNFINISHED));
    const byHost = this.#byHost(names);
    await Promise.all(
      [...byHost].map(([host, downloads]) =>
        this.#downloadFrom(host, downloads, directory, signal),
      ),
    );
    const missing = names.filter(name => !this.#inCache(name));
    if (missing.length > 0) {
      await this.#buildAll(missing, directory, signal);
    }
  }

  /** @param {BinaryName[]} names */
  #byHost(names) {
    /** @type {Map<string, Map<BinaryName, DownloadSource>>} */
    const byHost = new Map();
    for (const name of names) {
      const source = downloadSource(name, this.#platform);
      if (source) {
        const { host } = new URL(source.url);
        byHost.set(host, (byHost.get(host) ?? new Map()).set(name, source));
      }
    }
    return byHost;
  }

  /**
   * Downloads one after the other, until the host fails once.
   *
   * @param {string} host
   * @param {Map<BinaryName, DownloadSource>} downloads
   * @param {string} directory
   * @param {AbortSignal | undefined} signal
   */
  async #downloadFrom(host, downloads, directory, signal) {
    try {
      for (const [name, source] of downloads) {
        this.#progress(`${name}: downloading ${source.url}`);
        const file = await this.#download(source, directory, { signal });
        await this.#keep(name, file);
        this.#progress(`${name}: downloaded`);
      }
    } catch (error) {
      signal?.throwIfAborted();
      this.#progress(`${host}: the download failed: ${messageOf(error)}`);
    }
  }

  /**
   * @param {BinaryName[]} names
   * @param {string} directory
   * @param {AbortSignal | undefined} signal
   */
  async #buildAll(names, directory, signal) {
    const what = listOf(names);
    this.#progress(
      `${what}: building with Go, once per machine (takes minutes)`,
    );
    const startedAt = performance.now();
    const seconds = () => Math.round((performance.now() - startedAt) / 1000);
    const heartbeat =
      this.#heartbeatMs > 0
        ? setInterval(
            () =>
              this.#progress(`${what}: still building after ${seconds()} s`),
            this.#heartbeatMs,
          )
        : undefined;
    try {
      const files = await this.#build(names, directory, { signal });
      for (const [name, file] of files) {
        await this.#keep(name, file);
      }
      this.#progress(`${what}: built in ${seconds()} s`);
    } catch (error) {
      signal?.throwIfAborted();
      throw new Error(
        `${what}: missing, and could not be obtained: ${messageOf(
          error,
        )}. Looked in KUBEBUILDER_ASSETS, on the PATH (${names
          .map(name => `${name} ${OLDEST_FITTING[name]} or newer`)
          .join(', ')}) and in ${this.#cache}; the download failed too.`,
      );
    } finally {
      clearInterval(heartbeat);
    }
  }

  /**
   * Moves a finished program into the cache atomically.
   *
   * @param {BinaryName} name
   * @param {string} file
   */
  async #keep(name, file) {
    await fs.chmod(file, 0o755);
    await fs.rename(file, path.join(this.#cache, name));
  }
}

/**
 * @param {Partial<Binaries>} found
 * @returns {Binaries}
 */
function asBinaries(found) {
  const fileOf = (/** @type {BinaryName} */ name) => {
    const file = found[name];
    if (!file) {
      throw new Error(`${name} was removed from the cache`);
    }
    return file;
  };
  return {
    etcd: fileOf('etcd'),
    'kube-apiserver': fileOf('kube-apiserver'),
    'kube-controller-manager': fileOf('kube-controller-manager'),
  };
}

/** @param {readonly string[]} names */
function listOf(names) {
  return names.length > 1
    ? `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`
    : names[0];
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

module.exports = { BinaryResolver };
