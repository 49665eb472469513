import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packAll } from './pack/packAll.mjs';
import { publishedPackages } from './pack/publishedPackages.mjs';
import { Supervisor } from './process/Supervisor.mjs';
import { runToEnd } from './process/runToEnd.mjs';
import { Progress } from './progress/Progress.mjs';
import { UserError, reportFailure } from './progress/UserError.mjs';
import { latestSection } from './release/latestSection.mjs';
import { raiseVersions } from './release/raiseVersions.mjs';
import {
  pendingChangesets,
  releaseObstacles,
} from './release/releaseObstacles.mjs';
import { restoring } from './release/restoring.mjs';
import { repositoryRoot as root } from './directories.mjs';
import { ensureDependencies } from './toolchain/ensureDependencies.mjs';
import { ensureToolchain } from './toolchain/ensureToolchain.mjs';

const USAGE = `Usage: npm run release [-- --dry-run]

Makes a release of all published packages: checks the API reports, turns the changesets into versions and changelogs, builds,
packs and checks every tarball, commits, and tags. It pushes and publishes nothing. If a step fails, the versions, changelogs
and documents are as before.

  --dry-run  do the same, then put everything back: dist-packages has the tarballs, and the changelogs are printed
`;

const git = (...args) =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8' });

function commit(message) {
  git('add', '--all');
  try {
    git('commit', '--quiet', '--message', message);
  } catch (error) {
    git('reset', '--quiet');
    throw new UserError(
      `git commit failed: ${error.stderr}`,
      'Versions and changelogs are as before. Set user.name and user.email, or mend the hook, and start again.',
    );
  }
}

/** The new section of each changelog that says something. */
function printChangelogs(progress) {
  for (const { name, folder } of publishedPackages(root)) {
    const file = join(folder, 'CHANGELOG.md');
    if (existsSync(file)) {
      progress.plain(`\n── ${name} ──\n`);
      progress.plain(latestSection(readFileSync(file, 'utf8')));
    }
  }
}

async function main() {
  const { values } = parseArgs({
    options: {
      'dry-run': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const progress = new Progress();
  if (values.help) {
    progress.plain(USAGE);
    return;
  }
  const isDryRun = values['dry-run'];
  const obstacles = releaseObstacles(root);
  if (
    obstacles.length > 0 &&
    (!isDryRun || pendingChangesets(root).length === 0)
  ) {
    throw new UserError(
      obstacles.map(({ text }) => text).join('\n'),
      obstacles.map(({ remedy }) => remedy).join('\n'),
    );
  }
  obstacles.forEach(({ text }) =>
    progress.plain(`A release would be refused: ${text}`),
  );

  const supervisor = new Supervisor();
  const env = await ensureToolchain(progress, supervisor);
  await ensureDependencies(progress, env, supervisor);
  await progress.step('Checking the API reports', detail =>
    runToEnd('node', ['scripts/apiReports.mjs', '--check'], {
      supervisor,
      cwd: root,
      env,
      remedy: 'The differences are above. Accept them: npm run api-reports',
      onLine: detail,
    }),
  );
  const tag = await restoring({ root, always: isDryRun }, async () => {
    const { from, to, documents } = await progress.step(
      'Raising the versions',
      () => raiseVersions({ root, env, supervisor }),
    );
    progress.plain(`${from} becomes ${to}, also in ${documents.join(', ')}`);
    if (git('tag', '--list', `v${to}`).trim() !== '') {
      throw new UserError(
        `The tag v${to} exists already.`,
        `If that release was never published, delete it: git tag --delete v${to}`,
      );
    }
    await packAll({ root, env, progress, supervisor });
    if (isDryRun) {
      printChangelogs(progress);
    } else {
      commit(`Release ${to}`);
    }
    return `v${to}`;
  });
  progress.plain();
  if (isDryRun) {
    progress.plain(
      `This was a dry run of ${tag}. Its tarballs are in dist-packages; everything else is as before.`,
    );
    return;
  }
  git('tag', tag);
  progress.plain(`${tag} is committed and tagged. Read it: git show --stat`);
  progress.plain(
    `Publish it, by the workflow release.yml: git push origin HEAD ${tag}`,
  );
}

main().catch(error => {
  reportFailure(error);
  process.exit(1);
});
