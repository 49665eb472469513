import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The registry that npm is configured with, by npm itself, which knows its credentials. */
export class Registry {
  #env;

  constructor(env) {
    this.#env = env;
  }

  /** @returns {Promise<boolean>} */
  async has({ name, version }) {
    try {
      await this.#npm('view', `${name}@${version}`, 'version');
      return true;
    } catch (error) {
      // An unknown package, or a known one without this version.
      if (/\bE404\b/.test(error.stderr)) {
        return false;
      }
      throw error;
    }
  }

  /** Publishes a tarball. A version with a suffix does not become what `npm install` takes by default. */
  async publish({ version, tarball }) {
    await this.#npm(
      ...['publish', tarball, '--access', 'public'],
      ...(version.includes('-') ? ['--tag', 'next'] : []),
    );
  }

  async #npm(...args) {
    const { stdout } = await run('npm', args, { env: this.#env });
    // For a known package, npm ends with 0 and says nothing about a version that it does not have.
    if (args[0] === 'view' && stdout.trim() === '') {
      throw Object.assign(new Error('no such version'), { stderr: 'E404' });
    }
  }
}
