// @ts-check
'use strict';

const { spawn } = require('node:child_process');

/**
 * @typedef {object} Output
 * @property {number | null} code
 * @property {string} stdout
 * @property {string} stderr
 */

/**
 * Runs a program until it ends or is aborted. Rejects only if it cannot be started.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {object} [options]
 * @param {string} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {AbortSignal} [options.signal]
 * @param {(line: string) => void} [options.onStderrLine]
 * @returns {Promise<Output>}
 */
function runForOutput(command, args, options = {}) {
  const { onStderrLine, signal, ...spawnOptions } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...spawnOptions,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const end = () => child.kill();
    signal?.addEventListener('abort', end);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', chunk => {
      stdout += chunk;
    });
    child.stderr
      .setEncoding('utf8')
      .on('data', (/** @type {string} */ chunk) => {
        stderr += chunk;
        chunk
          .split('\n')
          .filter(Boolean)
          .forEach(line => onStderrLine?.(line));
      });
    child.on('error', reject);
    child.on('close', code => {
      signal?.removeEventListener('abort', end);
      resolve({ code, stdout, stderr });
    });
  });
}

module.exports = { runForOutput };
