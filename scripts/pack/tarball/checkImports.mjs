import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import typescript from 'typescript';
import { programsOf } from './entryFiles.mjs';

const CODE = /\.(?:[cm]?js|d\.ts)$/;
const SOURCE = /^src\/.*\.tsx?$/;
const FOR_TESTS = /(^|\/)__\w+__\/|\.test\.|(^|\/)setupTests\./;

/** What a program loads only where the sources are: it transforms them while they load. */
const ONLY_FROM_SOURCE = '@backstage/cli';

/** The package of an import: `@scope/name` of `@scope/name/entry`. */
function packageOf(specifier) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function importsOf(text) {
  return typescript
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) => fileName);
}

/**
 * The packages that sources name, also those of which they only need types.
 *
 * @param {{file: string, text: string}[]} files - of a package's folder
 * @returns {Set<string>}
 */
export function packagesInSources(files) {
  return new Set(
    files
      .filter(({ file }) => SOURCE.test(file) && !FOR_TESTS.test(file))
      .flatMap(({ text }) => importsOf(text).map(packageOf)),
  );
}

/** The file of the package that a relative import means. Types name the script beside which they would be. */
function resolve(file, specifier, has) {
  const path = posix.join(posix.dirname(file), specifier);
  return [path, path.replace(/\.js$/, '.d.ts'), `${path}.js`].find(candidate =>
    has.has(candidate),
  );
}

/**
 * Whether everything that the code of a package loads is there: its own files are in the tarball, and other packages among
 * its dependencies. A dependency that neither the tarball nor a source names is reported, too: whoever installs the package
 * pays for it.
 *
 * @param {import('./openTarball.mjs').Content} content
 * @param {Set<string>} inSources - the packages that the sources name
 * @returns {string[]} sentences
 */
export function checkImports({ files, manifest, read }, inSources) {
  const { name, dependencies = {}, peerDependencies = {} } = manifest;
  const declared = new Set([
    ...Object.keys(dependencies),
    ...Object.keys(peerDependencies),
  ]);
  const has = new Set(files);
  const programs = new Set(programsOf(manifest));
  const used = new Set(inSources);

  const problemOf = (file, specifier) => {
    const isProgram = programs.has(file);
    if (specifier.startsWith('.')) {
      // A program names its sources, too, and the folder of the package.
      return isProgram || resolve(file, specifier, has)
        ? []
        : [`has ${file}, which loads ${specifier}, and lacks that`];
    }
    const other = packageOf(specifier);
    const provider = [other, `@types/${other}`].find(it => declared.has(it));
    used.add(provider);
    return provider ||
      isBuiltin(specifier) ||
      other === name ||
      (isProgram && other === ONLY_FROM_SOURCE)
      ? []
      : [`has ${file}, which loads ${other}, no dependency of it`];
  };

  const problems = files
    .filter(file => CODE.test(file) || programs.has(file))
    .flatMap(file =>
      importsOf(read(file)).flatMap(specifier => problemOf(file, specifier)),
    );
  return [
    ...new Set(problems),
    ...Object.keys(dependencies)
      .filter(dependency => !used.has(dependency))
      .map(dependency => `needs ${dependency}, which nothing in it uses`),
  ];
}
