import { ALL_OBJECTS, DumpDocument } from '@dpf-portal/dpf-world';
import { messageOf } from '@dpf-portal/kube-controller';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { parseDocuments } from './parseDocuments';

const MIB = 1024 * 1024;

/** How much is read. A dump of a large site has some 100 MiB. */
export interface DumpBounds {
  files: number;
  bytesOfFile: number;
  bytes: number;
  depth: number;
}

export const DUMP_BOUNDS: DumpBounds = {
  files: 20_000,
  bytesOfFile: 256 * MIB,
  bytes: 1024 * MIB,
  depth: 24,
};

/** A dump cannot be read. */
export class UnreadableDumpError extends Error {
  readonly name = 'UnreadableDumpError';
}

/** What was read, and what was not. */
export interface ReadDump {
  documents: DumpDocument[];
  files: number;
  /** Files, or documents of them, that could not be read, and why. */
  problems: string[];
}

const ARCHIVE = /\.(tar|tgz|gz|xz|bz2|zst|zip|7z)$/i;
const TEXT = new Set(['.yaml', '.yml', '.json']);
/** How an object or a list of kubectl begins. Other files of a collection are logs and outputs of commands. */
const BEGINS_LIKE_OBJECTS =
  /^\s*(---[^\n]*\n\s*)?(apiVersion:|kind:|items:|\{\s*"(apiVersion|kind|items|metadata)")/;
const BEGINNING = 256;

async function bytesAt(path: string, most: number): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(most),
      0,
      most,
      0,
    );
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** PowerShell writes UTF-16 to a file. */
function decode(bytes: Buffer): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return bytes.toString(isUtf16 ? 'utf16le' : 'utf8');
}

/** Reads the files and folders of a dump, within bounds. */
class DumpReader {
  readonly documents: DumpDocument[] = [];
  readonly problems: string[] = [];
  files = 0;
  #bytes = 0;
  readonly #bounds: DumpBounds;

  constructor(bounds: DumpBounds) {
    this.#bounds = bounds;
  }

  /** What the user named must be readable. */
  async readNamed(path: string): Promise<void> {
    const found = await stat(path).catch(error => {
      throw new UnreadableDumpError(
        `${path} cannot be read: ${
          error.code === 'ENOENT' ? 'it does not exist' : messageOf(error)
        }.`,
      );
    });
    if (found.isDirectory()) {
      await this.#readFolder(path, 0);
      return;
    }
    if (ARCHIVE.test(path)) {
      throw new UnreadableDumpError(
        `${path} is an archive. Unpack it first, and name the folder: tar -xf ${path}`,
      );
    }
    const before = this.documents.length;
    await this.#readFile(path);
    if (this.documents.length === before && this.problems.length) {
      throw new UnreadableDumpError(`${this.problems.at(-1)}`);
    }
  }

  async readStream(
    name: string,
    stream: AsyncIterable<Buffer | string>,
  ): Promise<void> {
    const chunks: Buffer[] = [];
    this.files += 1;
    let bytes = 0;
    for await (const chunk of stream) {
      const buffer = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      bytes += buffer.length;
      this.#bytes += buffer.length;
      this.#checkBounds(name, bytes);
      chunks.push(buffer);
    }
    this.#add(name, decode(Buffer.concat(chunks)));
  }

  #add(name: string, text: string): void {
    const { values, problems } = parseDocuments(text);
    const file = basename(name);
    const allOf = file.endsWith(ALL_OBJECTS)
      ? file.slice(0, -ALL_OBJECTS.length)
      : undefined;
    const folder = basename(dirname(name));
    for (const value of values) {
      this.documents.push({
        value,
        ...(allOf ? { allOf } : {}),
        ...(folder && folder !== '.' ? { namespace: folder } : {}),
      });
    }
    this.problems.push(...problems.map(problem => `${name}: ${problem}.`));
  }

  #checkBounds(name: string, bytes: number): void {
    const { files, bytes: most, bytesOfFile } = this.#bounds;
    if (bytes > bytesOfFile || this.#bytes > most || this.files > files) {
      throw new UnreadableDumpError(
        `The dump is too large at ${name}: at most ${files} files of ${
          bytesOfFile / MIB
        } MiB, and ${
          most / MIB
        } MiB together, are read. Name only the files that are needed.`,
      );
    }
  }

  async #readFolder(folder: string, depth: number): Promise<void> {
    if (depth > this.#bounds.depth) {
      this.problems.push(`${folder}: it is nested too deeply.`);
      return;
    }
    const entries = await readdir(folder, { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const path = join(folder, entry.name);
      // A link may lead out of the dump, or around in a circle.
      if (entry.isDirectory()) {
        await this.#readFolder(path, depth + 1);
      } else if (entry.isFile()) {
        await this.#readFileOfFolder(path);
      }
    }
  }

  async #readFileOfFolder(path: string): Promise<void> {
    if (ARCHIVE.test(path)) {
      this.problems.push(`${path}: it is an archive; unpack it first.`);
      return;
    }
    try {
      const isText = TEXT.has(extname(path).toLowerCase());
      if (isText || BEGINS_LIKE_OBJECTS.test(await bytesAt(path, BEGINNING))) {
        await this.#readFile(path);
      }
    } catch (error) {
      if (error instanceof UnreadableDumpError) {
        throw error;
      }
      this.problems.push(`${path}: ${messageOf(error)}.`);
    }
  }

  async #readFile(path: string): Promise<void> {
    const file = await open(path);
    try {
      await this.readStream(path, file.createReadStream({ autoClose: false }));
    } finally {
      await file.close();
    }
  }
}

/**
 * Reads a dump: files, folders with all that is below them, and `-` for the standard input.
 *
 * @throws UnreadableDumpError
 */
export async function readDump(
  paths: readonly string[],
  options: {
    stdin?: AsyncIterable<Buffer | string>;
    bounds?: DumpBounds;
  } = {},
): Promise<ReadDump> {
  const { stdin = process.stdin, bounds = DUMP_BOUNDS } = options;
  const reader = new DumpReader(bounds);
  for (const path of paths) {
    if (path === '-') {
      await reader.readStream('standard input', stdin);
    } else {
      await reader.readNamed(path);
    }
  }
  const { documents, files, problems } = reader;
  return { documents, files, problems };
}
