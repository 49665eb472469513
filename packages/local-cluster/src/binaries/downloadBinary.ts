import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { DownloadSource } from './downloadSources';
import { fetchQuickly } from './fetchQuickly';
import { runForOutput } from './runForOutput';

/** Downloads a program into `directory` and checks its checksum. Resolves with the file. */
export async function downloadBinary(
  source: DownloadSource,
  directory: string,
): Promise<string> {
  const expected = readChecksum(await fetchText(source.checksumUrl), source);
  const file = path.join(directory, 'download');
  const hash = createHash(source.algorithm);
  const out = createWriteStream(file);
  for await (const chunk of await fetchQuickly(source.url)) {
    hash.update(chunk);
    if (!out.write(chunk)) {
      await once(out, 'drain');
    }
  }
  out.end();
  await once(out, 'finish');
  if (hash.digest('hex') !== expected) {
    await fs.rm(file, { force: true });
    throw new Error(`the ${source.algorithm} checksum does not match`);
  }
  if (!source.archiveEntry) {
    return file;
  }
  const { archiveEntry } = source;
  const { code, stderr } = await runForOutput('tar', [
    ...['-xzf', file, '-C', directory, archiveEntry],
  ]);
  if (code !== 0) {
    throw new Error(`tar failed: ${stderr.trim()}`);
  }
  return path.join(directory, archiveEntry);
}

async function fetchText(url: string): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of await fetchQuickly(url)) {
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString('utf8');
}

function readChecksum(text: string, source: DownloadSource): string {
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
