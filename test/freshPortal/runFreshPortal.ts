import { findFreePort } from '@dpf-portal/local-cluster';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { eventually } from '../portal/eventually';
import { Commands } from './Commands';
import { EXISTING_CLUSTER, ManagementSite } from './ManagementSite';
import { PortalFolder, RELEASES, Release } from './PortalFolder';
import { PortalVisit } from './PortalVisit';
import { DocumentedSteps, documentedSteps } from './documentedSteps';
import { seeExistingCluster, seeForms, seeNoForms } from './journeys';

const REPOSITORY = path.resolve(__dirname, '../..');
const TARBALLS = path.join(REPOSITORY, 'dist-packages');
const MINUTE = 60_000;

const USAGE = `Usage: yarn workspace test fresh-portal [--release oldest|newest] [--packed] [--keep] [--check]

Makes a portal with create-app, pins it to one release of Backstage, follows README.md and docs/install.md with their blocks
as they stand there, and opens the pages in a browser.

  --release  the release of Backstage: oldest is the oldest supported one (the default), newest the newest of the registry
  --packed   take the tarballs that dist-packages holds, instead of making them anew
  --keep     leave the folder when all went well, too
  --check    only check that the documents have the blocks that these steps need

It needs a registry, kubectl, and a Chromium that CHROMIUM_PATH names (default: /usr/bin/chromium).
`;

const BACKEND_INDEX = 'packages/backend/src/index.ts';
const START = 'backend.start();';
const ALLOW_ALL = `backend.add(
  import('@backstage/plugin-permission-backend-module-allow-all-policy'),
);
`;

/** All published packages that a portal adds by name, whichever of them the documents need. */
function packagesToAdd(names: string[]) {
  const plugins = names.filter(name => name.includes('/backstage-plugin-'));
  return {
    backend: plugins.filter(name => name.includes('-backend')),
    app: plugins.filter(name => !/-backend|-(?:common|node)$/.test(name)),
  };
}

/** @throws Error if one of Backstage's packages is in the portal once more than without ours. */
function assertEqual(what: string, before: string[], after: string[]): void {
  const more = after.filter(line => !before.includes(line));
  if (more.length > 0) {
    throw new Error(
      `${what} bring in other versions of Backstage's: ${more.join('; ')}`,
    );
  }
}

/** Installs the packages as described in the README. */
async function addPackages(
  portal: PortalFolder,
  steps: DocumentedSteps,
  release: Release,
): Promise<void> {
  fs.cpSync(TARBALLS, path.join(portal.folder, 'dpf-packages'), {
    recursive: true,
  });
  const { resolutions } = JSON.parse(
    fs.readFileSync(path.join(TARBALLS, 'resolutions.json'), 'utf8'),
  );
  const before = portal.severalVersions();
  portal.addResolutions(resolutions);
  if (release === 'oldest') {
    portal.addResolutions(steps.resolutionsForOldest);
  }
  assertEqual(
    'All packages together',
    before,
    await portal.severalVersionsWith(packagesToAdd(Object.keys(resolutions))),
  );
  await portal.shell(steps.addPackages);
  assertEqual('The packages of the README', before, [
    ...portal.severalVersions(),
    ...portal.ofOtherReleases(),
    ...portal.nestedBelow('@dpf-portal'),
  ]);
  portal.replace(BACKEND_INDEX, START, `${steps.backend}\n${START}`);
  portal.replace(BACKEND_INDEX, ALLOW_ALL, steps.permissionPolicy);
}

const inNamespace = (commandLines: string) =>
  commandLines.replaceAll('NAMESPACE', EXISTING_CLUSTER.namespace);

/** Starts a part of the portal on its own ports, so that it can run beside other portals. */
async function environmentOf(portal: PortalFolder, site: ManagementSite) {
  const [port, backendPort] = [await findFreePort(), await findFreePort()];
  const address = `http://localhost:${port}`;
  const backend = `http://localhost:${backendPort}`;
  const env = portal.environment({
    DPF_KUBECONFIG: site.portalKubeconfigFile,
    APP_CONFIG_app_baseUrl: JSON.stringify(address),
    APP_CONFIG_app_listen_host: '"127.0.0.1"',
    APP_CONFIG_backend_baseUrl: JSON.stringify(backend),
    APP_CONFIG_backend_listen_host: '"127.0.0.1"',
    APP_CONFIG_backend_listen_port: String(backendPort),
    APP_CONFIG_backend_cors_origin: JSON.stringify(address),
  });
  return { env, address, backend };
}

/** Runs all steps in a folder and reports each one to `say`. */
async function walkThrough(
  directory: string,
  options: { release: Release; packed: boolean; say(text: string): void },
): Promise<void> {
  const { release, packed, say } = options;
  const steps = documentedSteps();
  const commands = new Commands(path.join(directory, 'logs'));
  if (!packed) {
    say('packing the packages');
    await commands.run('pack', ['node', 'scripts/pack.mjs'], {
      cwd: REPOSITORY,
      timeoutMs: 30 * MINUTE,
    });
  }
  say('making a portal with create-app');
  const portal = await PortalFolder.create(
    path.join(directory, 'portal'),
    commands,
  );
  say(`pinning every package of Backstage to the ${release} release`);
  await portal.pinOneRelease(release);
  say('installing, with our packages');
  await addPackages(portal, steps, release);

  say('starting a management cluster');
  const site = await ManagementSite.start(directory, commands);
  const { env, address, backend } = await environmentOf(portal, site);
  const start = (name: 'app' | 'backend') =>
    commands.start(name, ['yarn', 'workspace', name, 'start'], {
      cwd: portal.folder,
      env,
    });
  const startBackend = async () => {
    const running = start('backend');
    await eventually(
      'the back end is ready',
      async () => {
        running.assertRuns();
        const url = `${backend}/.backstage/health/v1/readiness`;
        return (await fetch(url)).ok || undefined;
      },
      { timeoutMs: 10 * MINUTE, intervalMs: 1000 },
    );
    return running;
  };
  const configure = (...blocks: string[]) =>
    portal.write('app-config.local.yaml', blocks.join(''));

  say('following "Look first"');
  for (const commandLines of steps.look.commands) {
    await site.administrate(commandLines);
  }
  configure(...steps.look.configuration);
  const app = start('app');
  const looking = await startBackend();
  say('opening the portal');
  const visit = await PortalVisit.start({
    address,
    pictures: path.join(directory, 'logs'),
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  });
  say('opening the list, the page of a cluster and its entity');
  await seeExistingCluster(visit);
  await seeNoForms(visit);
  await looking.stop();

  say('following "Let people ask"');
  const { commands: rights, commandsForNamespace, configuration } = steps.ask;
  for (const commandLines of [
    ...rights,
    ...commandsForNamespace.map(inNamespace),
  ]) {
    await site.administrate(commandLines);
  }
  configure(...configuration);
  const asking = await startBackend();
  say('opening both forms');
  await seeForms(visit);

  await visit.end();
  await asking.stop();
  await app.stop();
  await site.stop();
}

/** Resolves with the exit code. */
export async function runFreshPortal(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      release: { type: 'string', default: RELEASES[0] },
      packed: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (values.check) {
    documentedSteps();
    return 0;
  }
  const release = RELEASES.find(known => known === values.release);
  if (!release) {
    throw new Error(`--release must be ${RELEASES.join(' or ')}.`);
  }
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'fresh-portal-'));
  const from = performance.now();
  const say = (text: string) =>
    process.stdout.write(
      `  ${((performance.now() - from) / 1000)
        .toFixed(0)
        .padStart(4)} s  ${text}\n`,
    );
  try {
    await walkThrough(directory, { release, packed: values.packed, say });
  } catch (error) {
    say(`failed; what was made is in ${directory}`);
    throw error;
  }
  say('done');
  if (!values.keep) {
    fs.rmSync(directory, { recursive: true, force: true });
  }
  return 0;
}
