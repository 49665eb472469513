// @ts-check
'use strict';

const fs = require('node:fs/promises');
const path = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const { isRunning, ownIdentity } = require('../process/processIdentity');

const CHECK_MS = 500;

/** @typedef {import('../process/processIdentity').ProcessIdentity} ProcessIdentity */

/** Lets one process at a time fill the cache. The others wait and then use its content. */
class CacheLock {
  #file;

  /**
   * Waits while another running process holds the lock.
   *
   * @param {string} directory
   * @param {{onWait?: (holder: number) => void, signal?: AbortSignal}} [options]
   */
  static async acquire(directory, { onWait, signal } = {}) {
    await fs.mkdir(directory, { recursive: true });
    const file = path.join(directory, '.lock');
    for (let hasWaited = false; !(await tryCreate(file)); ) {
      const holder = await readHolder(file);
      if (holder && isRunning(holder)) {
        if (!hasWaited) {
          onWait?.(holder.pid);
          hasWaited = true;
        }
        await sleep(CHECK_MS, undefined, { signal });
      } else {
        // Left by a killed process.
        await fs.rm(file, { force: true });
      }
    }
    return new CacheLock(file);
  }

  /** @param {string} file */
  constructor(file) {
    this.#file = file;
  }

  async release() {
    await fs.rm(this.#file, { force: true });
  }
}

/**
 * Creates the lock file atomically with its content, so that nobody reads an empty one.
 *
 * @param {string} file
 */
async function tryCreate(file) {
  const own = `${file}-${process.pid}-${Math.random().toString(36).slice(2)}`;
  await fs.writeFile(own, JSON.stringify(ownIdentity()));
  try {
    await fs.link(own, file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') {
      return false;
    }
    throw error;
  } finally {
    await fs.rm(own, { force: true });
  }
}

/**
 * @param {string} file
 * @returns {Promise<ProcessIdentity | undefined>}
 */
async function readHolder(file) {
  try {
    return JSON.parse(await fs.readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}

module.exports = { CacheLock };
