import fs from 'node:fs/promises';
import { Binaries } from '../binaries';

/** Records which programs a local cluster runs, for commands that join it from another process. */
export async function recordUsedBinaries(
  file: string,
  binaries: Binaries,
): Promise<void> {
  await fs.writeFile(file, `${JSON.stringify(binaries, undefined, 2)}\n`);
}

/** The programs of a local cluster that runs, or ran. Rejects where there never was one. */
export async function readUsedBinaries(file: string): Promise<Binaries> {
  return JSON.parse(await fs.readFile(file, 'utf8'));
}
