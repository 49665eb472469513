import { runVisibly } from '../runVisibly.mjs';
import { checkDocumentedFiles } from './documentedFiles.mjs';
import { checkDocumentedNames } from './documentedNames.mjs';
import { checkDocumentLinks } from './documentLinks.mjs';
import { checkImportDirection } from './importDirection.mjs';
import { checkLicences } from './licences.mjs';
import { checkOlderReleases } from './olderReleases.mjs';
import { checkPackageFiles } from './packageFiles.mjs';
import { checkPackageManifests } from './packageManifests.mjs';
import { checkRegistryFiles } from './registryFiles.mjs';
import { checkTechDocs } from './techDocs.mjs';
import { checkVulnerableVersions } from './vulnerableVersions.mjs';

function command(name, args) {
  return {
    name,
    run: async ({ env, root }) => ({
      isFine:
        (await runVisibly(args[0], args.slice(1), { env, cwd: root })) === 0,
    }),
  };
}

function print(problems) {
  problems.forEach(problem => process.stdout.write(`  ${problem}\n`));
  return { isFine: problems.length === 0 };
}

function listing(name, check) {
  return { name, run: async ({ root }) => print(await check(root)) };
}

/** A check by a program that a machine need not have. */
function optional(name, check) {
  return {
    name,
    run: async ({ root, env }) => {
      const { problems, missing } = await check(root, env);
      return { ...print(problems), missing };
    },
  };
}

const CHECKS = [
  command('prettier', ['yarn', 'run', 'prettier', '--check', '.']),
  command('eslint', [
    'yarn',
    'run',
    'backstage-cli',
    'repo',
    'lint',
    '--max-warnings',
    '0',
  ]),
  command('types', ['yarn', 'run', 'tsc']),
  command('package manifests', [
    'yarn',
    'run',
    'backstage-cli',
    'repo',
    'fix',
    '--publish',
    '--check',
  ]),
  listing('direction of imports', checkImportDirection),
  listing('files of published packages', checkPackageFiles),
  listing('manifests of published packages', checkPackageManifests),
  listing('ranges for older releases of Backstage', checkOlderReleases),
  listing('lock and registry files', checkRegistryFiles),
  listing('licences of dependencies', checkLicences),
  listing('files that documents name', checkDocumentedFiles),
  listing('names that documents import', checkDocumentedNames),
  listing('links of documents', checkDocumentLinks),
  optional('TechDocs', checkTechDocs),
  command('steps of a fresh portal', [
    'node',
    'test/freshPortal/freshPortal.js',
    '--check',
  ]),
  listing('versions with an advisory', checkVulnerableVersions),
];

/** Runs every static check. Each counts as one test. */
export async function runStaticChecks(context) {
  const outcomes = [];
  for (const check of CHECKS) {
    const from = performance.now();
    let outcome = { isFine: false };
    try {
      outcome = await check.run(context);
    } catch (error) {
      process.stdout.write(`  ${error.message}\n`);
    }
    const { isFine, missing } = outcome;
    outcomes.push({
      name: check.name,
      ms: performance.now() - from,
      passed: isFine && !missing ? 1 : 0,
      failed: isFine ? 0 : 1,
      skipped: missing ? 1 : 0,
      ...(missing && { skippedBecause: { [missing]: 1 } }),
    });
  }
  return outcomes;
}
