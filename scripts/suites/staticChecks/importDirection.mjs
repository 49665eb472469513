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

/** A portal that only observes must not load the reconcilers: these name them in types, or load them on demand. */
const LOAD_ON_DEMAND = ['plugins/dpf-backend', 'plugins/dpf-node'];
const EAGER =
  /(?:^|\n)(?:import|export)\s+(?!type\b)[^;]*?['"]@dpf-portal\/dpf-controllers['"]|\brequire\(['"]@dpf-portal\/dpf-controllers['"]\)/;

/** @returns {boolean} whether a file loads the reconcilers as soon as it is loaded itself */
export function loadsReconcilers(text) {
  return EAGER.test(text);
}

function eagerFiles(root, folder) {
  return readdirSync(join(root, folder, 'src'), { recursive: true })
    .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .filter(name =>
      loadsReconcilers(readFileSync(join(root, folder, 'src', name), 'utf8')),
    )
    .map(
      name =>
        `${folder}/src/${name} loads @dpf-portal/dpf-controllers at once; import types only, or load it where a role runs`,
    );
}

/** Imports go one way: app and backend, plugins, dpf-controllers, dpf-world, dpf-model, kube-controller. */
export function checkImportDirection(root) {
  const needs = ['packages', 'plugins']
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
  return [
    ...needs,
    ...LOAD_ON_DEMAND.flatMap(folder => eagerFiles(root, folder)),
  ];
}
