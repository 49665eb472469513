import { CONTROLLER_ROLES, DPU_CLUSTER_GROUPS } from '@dpf-portal/dpf-model';
import { kamajiCluster } from '@dpf-portal/test-support';
import { eventually } from '@dpf-portal/test-support/tenants';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { SERVICE_MONITORS } from '../dpfResources';
import { ManagementClusterConnection } from '../managementCluster/ManagementClusterConnection';
import { FakeApiServer } from '../testing/FakeApiServer';
import { PortalSetup } from './DoctorCheck';
import { Demand, demandsOf } from './demands';

const RBAC = resolve(__dirname, '../../../../deploy/charts/dpf-portal/rbac');
const CLUSTERS = 'dpf-clusters';
const PORTAL_FILES = ['observe', 'request', 'credentials', 'uploads'].map(
  level => `portal-${level}.yaml`,
);
const CONTROLLER_FILES = [
  'controllers.yaml',
  ...CONTROLLER_ROLES.map(role => `controllers-${role}.yaml`),
];

/** What a file grants and no check asks for, because something works without it. */
const UNASKED: Record<string, readonly string[]> = {
  // Explains that the namespace of the Leases is missing.
  'controllers.yaml': ['get namespaces'],
};

interface Rule {
  apiGroups: string[];
  resources: string[];
  resourceNames?: string[];
  verbs: string[];
}

/** `resource.group/subresource`, as the doctor writes it. */
function inGroup(resource: string, group: string): string {
  const [plural, subresource] = resource.split('/');
  const named = group ? `${plural}.${group}` : plural;
  return subresource ? `${named}/${subresource}` : named;
}

/** The server of this test does not have the guide's group. */
function isServed(right: string): boolean {
  return !right.includes(DPU_CLUSTER_GROUPS.guide);
}

/** Each right of a file as `verb resource.group name`. */
function rightsOf(file: string): string[] {
  const rules = parseAllDocuments(
    readFileSync(resolve(RBAC, file), 'utf8'),
  ).flatMap(
    (document): Rule[] => (document.toJS() as { rules?: Rule[] }).rules ?? [],
  );
  const rights = rules.flatMap(
    ({ apiGroups, resources, resourceNames = [''], verbs }) =>
      apiGroups.flatMap(group =>
        resources.flatMap(resource =>
          verbs.flatMap(verb =>
            resourceNames.map(name =>
              `${verb} ${inGroup(resource, group)} ${name}`.trim(),
            ),
          ),
        ),
      ),
  );
  return [...new Set(rights)].filter(isServed).sort();
}

function demanded(demands: readonly Demand[], file: string): string[] {
  const rights = demands
    .filter(demand => demand.file === file)
    .flatMap(demand =>
      demand.rights.flatMap(right => {
        const [verbs, what] = right.split(': ');
        return verbs.split(', ').map(verb => `${verb} ${what}`);
      }),
    );
  return [...new Set([...rights, ...(UNASKED[file] ?? [])])]
    .filter(isServed)
    .sort();
}

describe('The doctor’s table of rights', () => {
  let api: FakeApiServer;
  let connection: ManagementClusterConnection;
  let stop: AbortController;
  let running: Promise<void>;

  beforeEach(async () => {
    api = await FakeApiServer.start();
    api.objects.create(
      `dpuclusters.${DPU_CLUSTER_GROUPS.released}`,
      CLUSTERS,
      kamajiCluster({ name: 'blue', metadata: { namespace: CLUSTERS } }),
    );
    stop = new AbortController();
    connection = ManagementClusterConnection.create({
      name: 'site-a',
      kubeConfig: api.kubeConfig(),
      tenantAccess: { mode: 'direct' },
    });
    running = connection.run(stop.signal);
    await eventually(() => connection.synced);
  });
  afterEach(async () => {
    stop.abort();
    await running;
    await api.stop();
  });

  const demandsFor = (portal?: PortalSetup) => {
    const world = connection.world([]);
    return demandsOf({
      connection,
      world: {
        ...world,
        capabilities: { ...world.capabilities, serviceMonitors: true },
      },
      roles: portal
        ? []
        : CONTROLLER_ROLES.map(role => ({ role, mode: 'auto' })),
      portal,
    });
  };

  it.each(PORTAL_FILES)('asks a portal for what %s grants', file => {
    const demands = demandsFor({
      roles: [],
      requestNamespaces: [CLUSTERS],
      uploadsNamespace: 'dpf-uploads',
      findings: [],
    });
    expect(demanded(demands, file)).toEqual(rightsOf(file));
  });

  it.each(CONTROLLER_FILES)('asks controllers for what %s grants', file => {
    expect(rightsOf('controllers-kamaji.yaml')).toContain(
      `create ${SERVICE_MONITORS.plural}.${SERVICE_MONITORS.group}`,
    );
    expect(demanded(demandsFor(), file)).toEqual(rightsOf(file));
  });
});
