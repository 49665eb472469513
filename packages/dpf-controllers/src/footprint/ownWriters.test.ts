import { FIELD_MANAGERS, isOwnFieldManager } from '@dpf-portal/dpf-model';
import { loadAllYaml } from '@kubernetes/client-node';
import fs from 'node:fs';
import path from 'node:path';
import { ownedPartOf } from './OwnedObject';
import { OWNED_KINDS } from './ownedKinds';

const ROOT = path.resolve(__dirname, '../../../..');
const NAMES = 'packages/dpf-model/src/managementCluster/ownNames.ts';
/** Never part of an installation. */
const NOT_SHIPPED = /\/(testing|__testUtils__|testUtils|local-cluster|app)\//;

function filesIn(folder: string, ending: string): string[] {
  return fs
    .readdirSync(path.join(ROOT, folder), {
      recursive: true,
      withFileTypes: true,
    })
    .filter(entry => entry.isFile() && entry.name.endsWith(ending))
    .map(({ parentPath, name }) =>
      path.relative(ROOT, path.join(parentPath, name)),
    );
}

function sources(): string[] {
  return ['packages', 'plugins']
    .flatMap(workspace =>
      fs
        .readdirSync(path.join(ROOT, workspace))
        .map(name => `${workspace}/${name}/src`)
        .filter(folder => fs.existsSync(path.join(ROOT, folder))),
    )
    .flatMap(folder => filesIn(folder, '.ts'))
    .filter(
      file => !file.endsWith('.test.ts') && !NOT_SHIPPED.test(`/${file}`),
    );
}

interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
  rules?: Array<{ apiGroups: string[]; resources: string[]; verbs: string[] }>;
}

function manifestsIn(folder: string): Manifest[] {
  return filesIn(folder, '.yaml').flatMap((file): Manifest[] =>
    loadAllYaml(fs.readFileSync(path.join(ROOT, file), 'utf8')),
  );
}

describe('The writers of this project', () => {
  it.each(Object.values(FIELD_MANAGERS))('%s is known to footprint', name => {
    expect(isOwnFieldManager(name)).toBe(true);
  });

  it.each([undefined, '', 'kubectl-edit', 'dpf-portalx', 'dpf', 'argocd'])(
    '%s is none',
    name => {
      expect(isOwnFieldManager(name)).toBe(false);
    },
  );

  it('are recognised by the name that earlier releases sent, with the pod', () => {
    expect(isOwnFieldManager('dpf-portal (backstage-7d4-x)')).toBe(true);
  });

  it('take their name from one list', () => {
    const spelled = sources().filter(
      file =>
        file !== NAMES &&
        /field_?manager['"]?\s*[:=]\s*['"`]dpf-|fieldManager=(?!\$\{FIELD_MANAGERS)/i.test(
          fs.readFileSync(path.join(ROOT, file), 'utf8'),
        ),
    );
    expect(spelled).toEqual([]);
  });

  it('have a name wherever a client is made', () => {
    const nameless = sources().filter(file => {
      const text = fs.readFileSync(path.join(ROOT, file), 'utf8');
      return (
        !file.startsWith('packages/kube-controller/') &&
        (text.match(/new KubeClient\(\{[^}]*\}/g) ?? []).some(
          made => !made.includes('fieldManager'),
        )
      );
    });
    expect(nameless).toEqual([]);
  });

  it('write only kinds that footprint reads', () => {
    const read = new Set([
      ...OWNED_KINDS.map(({ group, plural }) => `${plural}.${group}`),
      // Read apart, by who reports them.
      'events.events.k8s.io',
    ]);
    const written = manifestsIn('deploy/charts/dpf-portal/rbac')
      .flatMap(({ rules = [] }) => rules)
      .filter(({ verbs }) =>
        verbs.some(verb => ['create', 'update', 'patch'].includes(verb)),
      )
      .flatMap(({ apiGroups, resources }) =>
        apiGroups.flatMap(group =>
          resources.map(resource => `${resource.split('/')[0]}.${group}`),
        ),
      );
    expect(written.length).toBeGreaterThan(5);
    expect(written.filter(resource => !read.has(resource))).toEqual([]);
  });

  it('are found where somebody applied deploy/ by hand', () => {
    const deployed = [
      'deploy/charts/dpf-portal/rbac',
      'deploy/charts/dpf-portal/admission',
      'deploy/charts/dpf-portal/monitoring',
      'deploy/dpf-controllers',
    ].flatMap(manifestsIn);
    const unknown = deployed.filter(({ apiVersion, kind, metadata }) => {
      const [group] = apiVersion.includes('/') ? apiVersion.split('/') : [''];
      const plural = `${kind.toLowerCase()}s`.replace(/ys$/, 'ies');
      const known = OWNED_KINDS.find(
        one => one.group === group && one.plural === plural,
      );
      const resource = {
        group,
        version: 'v1',
        plural,
        kind,
        namespaced: metadata.namespace !== undefined,
      };
      return (
        !known ||
        ownedPartOf('x', resource, { metadata }, known.named)?.appliedByHand !==
          true
      );
    });
    expect(deployed.length).toBeGreaterThan(20);
    expect(unknown.map(({ kind, metadata }) => [kind, metadata.name])).toEqual(
      [],
    );
  });
});
