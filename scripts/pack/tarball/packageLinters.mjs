import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';

const run = promisify(execFile);
/** `attw` prints every step of every resolution, tens of megabytes for a large package. */
const MAX_OUTPUT = 256 * 1024 * 1024;

/**
 * What a tool says of a package.
 *
 * @typedef {object} Remark
 * @property {string} kind - comparable between packages, as `publint EXPORTS_TYPES_SHOULD_BE_FIRST`
 * @property {string} where
 */

/** @returns {Promise<Remark[]>} */
async function askPublint(tarball) {
  const { buffer, byteOffset, byteLength } = readFileSync(tarball);
  const { messages } = await publint({
    pack: { tarball: buffer.slice(byteOffset, byteOffset + byteLength) },
  });
  return messages.map(({ code, path, args }) => ({
    kind: `publint ${code}`,
    where: `${path.join(' > ')} ${JSON.stringify(args)}`.trim(),
  }));
}

/** Where a problem of `attw` is: the entry and the way it is resolved, or a file; and the names that it is about. */
function placeOf({
  entrypoint,
  resolutionKind,
  resolutionOption,
  fileName,
  missing = [],
}) {
  return [
    ...[entrypoint, resolutionKind ?? resolutionOption, fileName],
    ...missing,
  ]
    .filter(Boolean)
    .join(' ');
}

/** @returns {Promise<Remark[]>} */
async function askAttw(tarball, root) {
  const output = await run(
    'node',
    [
      join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js'),
      ...[tarball, '--format', 'json', '--no-definitely-typed'],
    ],
    { cwd: root, maxBuffer: MAX_OUTPUT },
  ).catch(failure => failure);
  // It ends with 1 where it finds something.
  const { analysis } = JSON.parse(output.stdout);
  return analysis.types
    ? analysis.problems.map(problem => ({
        kind: `attw ${problem.kind}`,
        where: placeOf(problem),
      }))
    : [{ kind: 'attw NoTypes', where: 'the package' }];
}

/** @returns {Promise<Remark[]>} what `publint` and `attw` say of a tarball */
export async function askLinters(tarball, root) {
  return (
    await Promise.all([askPublint(tarball), askAttw(tarball, root)])
  ).flat();
}
