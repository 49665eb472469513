import { posix } from 'node:path';

/**
 * Packages have source maps with the sources in them, on purpose, as Backstage's own have: a stack trace of a portal's back
 * end (`--enable-source-maps`) and the browser's tools then name the line that a maintainer knows. The sources are public
 * anyway, and no package has them as files. Maps are about half of a package's size on disk, and no browser loads one
 * unless its tools are open.
 *
 * @param {import('./openTarball.mjs').Content} content
 * @param {string[]} committed - the files of the package's folder that Git has
 * @returns {string[]} what is wrong with the maps, as sentences
 */
export function checkSourceMaps(content, committed) {
  const has = new Set(content.files);
  const sources = new Set(committed);
  const scripts = content.files.filter(file => /^dist\/.*\.js$/.test(file));
  return [
    ...scripts
      .filter(file => !has.has(`${file}.map`))
      .map(file => `has ${file} without its source map`),
    ...content.files
      .filter(file => file.endsWith('.map'))
      .flatMap(file =>
        problemsOfMap(file, JSON.parse(content.read(file)), sources).map(
          problem => `has the source map ${file}, which ${problem}`,
        ),
      ),
  ];
}

function problemsOfMap(file, { sources, sourcesContent = [] }, committed) {
  return sources.flatMap((source, index) => {
    const resolved = posix.join(posix.dirname(file), source);
    return [
      ...(committed.has(resolved)
        ? []
        : [`names ${source}, no source of this package`]),
      ...(typeof sourcesContent[index] === 'string'
        ? []
        : [`does not have the text of ${source}`]),
    ];
  });
}
