import fs from 'node:fs/promises';
import path from 'node:path';
import { inPackage } from '../packageDirectory';
import { Binaries, BINARY_NAMES, BinaryName } from './BinaryName';
import { CacheLock } from './CacheLock';
import { cacheDirectory } from './cacheDirectory';
import { downloadBinary } from './downloadBinary';
import { DownloadSource, downloadSource } from './downloadSources';
import { findInDirectories } from './findInDirectories';
import { GoBuilder } from './GoBuilder';
import { isAtLeast } from './parseVersion';
import { currentPlatform, Platform } from './platform';
import { readVersion } from './readVersion';
import { OLDEST_FITTING } from './versions';

export interface BinaryResolverOptions {
  /** Says what happens; nothing is said when everything is found at once. */
  onProgress?: (line: string) => void;
  env?: NodeJS.ProcessEnv;
  platform?: Platform;
  /** Replaced in tests. */
  download?: typeof downloadBinary;
  build?: (name: BinaryName, directory: string) => Promise<string>;
}

/**
 * Finds the programs of a control plane, each by itself, first hit wins: `KUBEBUILDER_ASSETS`, the
 * PATH where the version fits, the cache, a download, a build with Go. The last two fill the cache.
 */
export class BinaryResolver {
  readonly #env: NodeJS.ProcessEnv;
  readonly #platform: Platform;
  readonly #cache: string;
  readonly #progress: (line: string) => void;
  readonly #download: typeof downloadBinary;
  readonly #build: (name: BinaryName, directory: string) => Promise<string>;
  readonly #deadHosts = new Set<string>();

  constructor(options: BinaryResolverOptions = {}) {
    this.#env = options.env ?? process.env;
    this.#platform = options.platform ?? currentPlatform();
    this.#cache = cacheDirectory(this.#env, this.#platform);
    this.#progress = options.onProgress ?? (() => {});
    this.#download = options.download ?? downloadBinary;
    const builder = new GoBuilder(inPackage('binaries'), this.#env);
    this.#build =
      options.build ?? ((name, directory) => builder.build(name, directory));
  }

  /** All programs; rejects with what was tried for the first one that cannot be had. */
  async resolve(): Promise<Binaries> {
    const found = await this.find();
    const missing = BINARY_NAMES.filter(name => !found[name]);
    if (missing.length > 0) {
      Object.assign(found, await this.#fill(missing));
    }
    return found as Binaries;
  }

  /** What is there already, without downloading or building. */
  async find(): Promise<Partial<Binaries>> {
    const found: Partial<Binaries> = {};
    for (const name of BINARY_NAMES) {
      const file =
        findInDirectories(name, [this.#env.KUBEBUILDER_ASSETS ?? '']) ??
        (await this.#onPath(name)) ??
        findInDirectories(name, [this.#cache]);
      if (file) {
        found[name] = file;
      }
    }
    return found;
  }

  async #onPath(name: BinaryName): Promise<string | undefined> {
    const directories = (this.#env.PATH ?? '').split(path.delimiter);
    const file = findInDirectories(name, directories);
    const version = file && (await readVersion(file));
    return version && isAtLeast(version, OLDEST_FITTING[name])
      ? file
      : undefined;
  }

  async #fill(names: BinaryName[]): Promise<Partial<Binaries>> {
    const lock = await CacheLock.acquire(this.#cache, holder =>
      this.#progress(
        `Waiting for process ${holder}, which fills ${this.#cache}`,
      ),
    );
    const filled: Partial<Binaries> = {};
    try {
      for (const name of names) {
        // Whoever held the lock before us may have left it.
        filled[name] =
          findInDirectories(name, [this.#cache]) ?? (await this.#obtain(name));
      }
    } finally {
      await lock.release();
    }
    return filled;
  }

  async #obtain(name: BinaryName): Promise<string> {
    const directory = await fs.mkdtemp(path.join(this.#cache, `.${name}-`));
    try {
      const file =
        (await this.#tryDownload(name, directory)) ??
        (await this.#buildIt(name, directory));
      await fs.chmod(file, 0o755);
      const target = path.join(this.#cache, name);
      await fs.rename(file, target);
      return target;
    } finally {
      await fs.rm(directory, { recursive: true, force: true });
    }
  }

  async #tryDownload(
    name: BinaryName,
    directory: string,
  ): Promise<string | undefined> {
    const source: DownloadSource | undefined = downloadSource(
      name,
      this.#platform,
    );
    const host = source && new URL(source.url).host;
    if (!source || !host || this.#deadHosts.has(host)) {
      return undefined;
    }
    try {
      this.#progress(`${name}: downloading ${source.url}`);
      const file = await this.#download(source, directory);
      this.#progress(`${name}: downloaded`);
      return file;
    } catch (error) {
      this.#deadHosts.add(host);
      this.#progress(`${name}: not from ${host}: ${(error as Error).message}`);
      return undefined;
    }
  }

  async #buildIt(name: BinaryName, directory: string): Promise<string> {
    this.#progress(
      `${name}: building with Go, once per machine (minutes; on two cores all three take about eight)`,
    );
    const startedAt = performance.now();
    const seconds = () => Math.round((performance.now() - startedAt) / 1000);
    const timer = setInterval(
      () => this.#progress(`${name}: still building after ${seconds()} s`),
      30_000,
    );
    try {
      const file = await this.#build(name, directory);
      this.#progress(`${name}: built in ${seconds()} s`);
      return file;
    } catch (error) {
      throw new Error(
        `${name} is missing and could not be obtained: ${
          (error as Error).message
        }. Looked in KUBEBUILDER_ASSETS, on the PATH (${
          OLDEST_FITTING[name]
        } or newer) and in ${this.#cache}; the download failed too.`,
      );
    } finally {
      clearInterval(timer);
    }
  }
}
