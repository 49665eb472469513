// @ts-check
'use strict';

const { createHash } = require('node:crypto');
const { createWriteStream } = require('node:fs');
const fs = require('node:fs/promises');
const path = require('node:path');
const { pipeline } = require('node:stream/promises');
const { fetchQuickly } = require('./fetchQuickly');
const { runForOutput } = require('./runForOutput');

/** @typedef {import('./downloadSources').DownloadSource} DownloadSource */

/**
 * Downloads a program into `directory` and checks its checksum. Resolves with the file.
 *
 * @param {DownloadSource} source
 * @param {string} directory
 * @param {{signal?: AbortSignal}} [options]
 */
async function downloadBinary(source, directory, { signal } = {}) {
  const expected = readChecksum(
    await fetchText(source.checksumUrl, signal),
    source,
  );
  const file = path.join(directory, path.basename(source.url));
  const hash = createHash(source.algorithm);
  await pipeline(
    await fetchQuickly(source.url, { signal }),
    async function* hashing(chunks) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(file),
  );
  if (hash.digest('hex') !== expected) {
    await fs.rm(file, { force: true });
    throw new Error(`the ${source.algorithm} checksum does not match`);
  }
  if (!source.archiveEntry) {
    return file;
  }
  const { archiveEntry } = source;
  const { code, stderr } = await runForOutput(
    'tar',
    ['-xzf', file, '-C', directory, archiveEntry],
    { signal },
  );
  if (code !== 0) {
    throw new Error(`tar failed: ${stderr.trim()}`);
  }
  return path.join(directory, archiveEntry);
}

/**
 * @param {string} url
 * @param {AbortSignal | undefined} signal
 */
async function fetchText(url, signal) {
  const parts = [];
  for await (const chunk of await fetchQuickly(url, { signal })) {
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString('utf8');
}

/**
 * @param {string} text
 * @param {DownloadSource} source
 */
function readChecksum(text, source) {
  const { checksumEntry } = source;
  const line = checksumEntry
    ? text.split('\n').find(l => l.trim().endsWith(` ${checksumEntry}`))
    : text;
  const checksum = /^[0-9a-f]{64,128}\b/.exec(line?.trim() ?? '')?.[0];
  if (!checksum) {
    throw new Error(`there is no checksum at ${source.checksumUrl}`);
  }
  return checksum;
}

module.exports = { downloadBinary };
