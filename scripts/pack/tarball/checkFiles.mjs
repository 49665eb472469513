import { posix } from 'node:path';
import { entryFiles, programsOf } from './entryFiles.mjs';

/** The built part of a package. What may be in it follows from the sources. */
const BUILT = 'dist';
const BUILT_MODULE = /^dist\/(.+)\.(?:cjs|esm)\.js(?:\.map)?$/;
/** Types that several entries share: the build names the file after one of the modules. */
const SHARED_TYPES = /^dist\/types\/(.+)\.d-[\w-]+\.d\.ts$/;

/** Sources that are for tests and for work on the package: nobody who installs it needs them. */
const NOT_FOR_USERS =
  /(^|\/)__\w+__\/|\.(?:test|stories)\.|(^|\/)setupTests\.|^dev\//;

/** What `backstage-cli package prepack` makes of a `config.d.ts`, with everything that it imports. */
const CONFIG_SCHEMA = 'config.schema.json';

/** The modules that may be in a package, as the build names what it makes of them. Some load their own manifest. */
function modulesOf(sources) {
  return new Set([
    'package.json',
    ...sources
      .filter(file => file.startsWith('src/') && !NOT_FOR_USERS.test(file))
      .map(file => file.slice('src/'.length).replace(/\.\w+$/, '')),
  ]);
}

/**
 * The files that a package must have, by its manifest.
 *
 * @param {any} source - the manifest in the repository
 * @param {any} packed - the manifest in the tarball
 * @param {string[]} committed - the files of the package's folder that Git has
 * @returns {string[]}
 */
function requiredFiles(source, packed, committed) {
  const listed = source.files
    .filter(name => name !== BUILT && name !== source.configSchema)
    .flatMap(name =>
      committed.filter(file => file === name || file.startsWith(`${name}/`)),
    );
  return [
    'package.json',
    'README.md',
    'LICENSE',
    ...(source.configSchema ? [CONFIG_SCHEMA] : []),
    ...listed,
    ...entryFiles(packed),
  ];
}

/**
 * Compares the files of a tarball with those that follow from the package's manifest and sources, one by one.
 *
 * @param {import('./openTarball.mjs').Content} content
 * @param {{manifest: any, committed: string[], changelog: boolean}} source - `changelog`: whether the package has one
 * @returns {string[]} what is missing and what does not belong there, as sentences
 */
export function checkFiles(content, { manifest, committed, changelog }) {
  const required = new Set([
    ...requiredFiles(manifest, content.manifest, committed),
    ...(changelog ? ['CHANGELOG.md'] : []),
  ]);
  const modules = modulesOf(committed);
  const basenames = new Set([...modules].map(module => posix.basename(module)));
  const has = new Set(content.files);
  const isBuilt = file =>
    modules.has(BUILT_MODULE.exec(file)?.[1]) ||
    basenames.has(SHARED_TYPES.exec(file)?.[1]) ||
    required.has(file.replace(/\.map$/, ''));
  return [
    ...[...required]
      .filter(file => !has.has(file))
      .map(file => `lacks ${file}`),
    ...content.files
      .filter(file => !required.has(file) && !isBuilt(file))
      .map(file =>
        file.startsWith(`${BUILT}/`)
          ? `has ${file}, which is of no source for users`
          : `has ${file}, which its manifest does not ask for`,
      ),
    ...programsOf(content.manifest)
      .filter(file => has.has(file) && !content.isExecutable(file))
      .map(file => `has the program ${file}, which is not executable`),
  ];
}
