import path from 'node:path';
import { blocksUnder } from './fencedBlocks';

const REPOSITORY = path.resolve(__dirname, '../..');
const README = path.join(REPOSITORY, 'README.md');
const INSTALL = path.join(REPOSITORY, 'docs/install.md');

const readme = (heading: string, language: string, count = 1) =>
  blocksUnder(README, { heading, language, count });
const install = (heading: string, language: string, count: number) =>
  blocksUnder(INSTALL, { heading, language, count });

function resolutionsIn(block: string): Record<string, string> {
  return JSON.parse(block).resolutions;
}

/**
 * The blocks of README.md and docs/install.md that a new user follows.
 *
 * @throws Error if a document has another number of blocks than these steps expect.
 */
export function documentedSteps() {
  const [, addPackages] = readme('Packages', 'sh', 2);
  const [resolutionsForOldest] = readme('Packages', 'json');
  const [backend] = readme('Back end', 'ts');
  const [permissionPolicy] = readme('Permissions', 'ts');
  const [configuration] = readme('Configuration', 'yaml');
  const [continueAfterFailure] = install('1. Look first', 'yaml', 1);
  const [rights, reservationsElsewhere] = install('2. Let people ask', 'sh', 2);
  const [requests] = install('2. Let people ask', 'yaml', 1);
  return {
    addPackages,
    /** For a portal of the oldest release. */
    resolutionsForOldest: resolutionsIn(resolutionsForOldest),
    backend,
    permissionPolicy,
    look: {
      commands: install('1. Look first', 'sh', 2),
      configuration: [configuration, continueAfterFailure],
    },
    ask: {
      commands: [rights],
      /** For a site whose clusters are in the namespace NAMESPACE. */
      commandsForNamespace: [reservationsElsewhere],
      configuration: [requests, continueAfterFailure],
    },
  };
}

export type DocumentedSteps = ReturnType<typeof documentedSteps>;
