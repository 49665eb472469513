import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { askLinters } from './packageLinters.mjs';

/**
 * Packages of Backstage that `backstage-cli` builds as it builds ours, for each role. What the linters say of them too
 * comes from `backstage-cli`, and its users know it: its conditions in `exports`, for example.
 */
const PEERS = {
  'frontend-plugin': ['@backstage/plugin-catalog'],
  'backend-plugin': ['@backstage/plugin-catalog-backend'],
  'backend-plugin-module': [
    '@backstage/plugin-catalog-backend-module-scaffolder-entity-model',
  ],
  'node-library': [
    '@backstage/plugin-catalog-node',
    // Its index, as some of ours, has `export type` of a class, which the bundle of types makes a plain export.
    '@backstage/plugin-search-backend-node',
  ],
  'common-library': [
    '@backstage/plugin-catalog-common',
    '@backstage/catalog-model',
  ],
};

/** The kinds of remarks that the linters have about Backstage's packages of a role. Each role is asked once. */
export class BackstagePeers {
  #root;
  #directory;
  #kinds = new Map();

  /**
   * @param {string} root - of the repository, where Backstage's packages are installed
   * @param {string} directory - for their tarballs
   */
  constructor(root, directory) {
    this.#root = root;
    this.#directory = directory;
  }

  /** @returns {Promise<Set<string>>} */
  kindsOf(role) {
    if (!this.#kinds.has(role)) {
      this.#kinds.set(role, this.#ask(role));
    }
    return this.#kinds.get(role);
  }

  async #ask(role) {
    const peers = PEERS[role];
    if (!peers) {
      throw new Error(
        `scripts/pack/tarball/backstagePeers.mjs names no package of Backstage for the role ${role}`,
      );
    }
    const kinds = new Set();
    for (const peer of peers) {
      for (const { kind } of await askLinters(this.#pack(peer), this.#root)) {
        kinds.add(kind);
      }
    }
    return kinds;
  }

  /** Packs an installed package as it is: its scripts would build it again. */
  #pack(name) {
    const output = execFileSync(
      'npm',
      [
        ...['pack', '--ignore-scripts', '--json'],
        ...['--pack-destination', this.#directory],
      ],
      { cwd: join(this.#root, 'node_modules', name), encoding: 'utf8' },
    );
    return join(this.#directory, JSON.parse(output)[0].filename);
  }
}
