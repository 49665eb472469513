import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The runtime dependencies that each package may have. Plugins and the portal are not listed. */
const MAY_NEED = {
  'kube-controller': [],
  'dpf-model': ['kube-controller'],
  'dpf-world': ['dpf-model', 'kube-controller'],
  'dpf-controllers': ['dpf-world', 'dpf-model', 'kube-controller'],
  'local-cluster': ['kube-controller'],
};

/** Only the example portal adds plugins, and only tests need these. */
const PORTAL = ['app', 'backend'];
const FOR_TESTS = ['local-cluster', 'test-support'];

const OURS = '@dpf-portal/';
const PLUGIN = '@dpf-portal/backstage-plugin-';

/** @returns {string[]} the forbidden dependencies of one package, as sentences */
export function forbiddenNeeds(folder, needs) {
  const name = basename(folder);
  if (PORTAL.includes(name) || FOR_TESTS.includes(name)) {
    return [];
  }
  const isPlugin = basename(dirname(folder)) === 'plugins';
  const allowed = MAY_NEED[name];
  return needs.flatMap(need => {
    const isOurs = need.startsWith(OURS);
    const short = need.slice(OURS.length);
    if (isOurs && FOR_TESTS.includes(short)) {
      return [`needs ${need}, which is only for tests`];
    }
    if (isPlugin) {
      return [];
    }
    if (need.startsWith(PLUGIN)) {
      return [`needs the plugin ${need}; imports go from plugins to packages`];
    }
    if (need.startsWith('@backstage/')) {
      return [`needs ${need}; only plugins know Backstage`];
    }
    return isOurs && !allowed?.includes(short)
      ? [`needs ${need}, which is above it`]
      : [];
  });
}

/** Imports go one way: app and backend, plugins, dpf-controllers, dpf-world, dpf-model, kube-controller. */
export function checkImportDirection(root) {
  return ['packages', 'plugins']
    .flatMap(parent =>
      readdirSync(join(root, parent)).map(name => join(parent, name)),
    )
    .filter(folder => existsSync(join(root, folder, 'package.json')))
    .flatMap(folder => {
      const { dependencies = {} } = JSON.parse(
        readFileSync(join(root, folder, 'package.json'), 'utf8'),
      );
      return forbiddenNeeds(folder, Object.keys(dependencies)).map(
        problem => `${folder} ${problem}`,
      );
    });
}
