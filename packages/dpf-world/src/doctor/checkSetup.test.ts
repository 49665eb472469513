import {
  CONTROLLER_ROLES,
  ControllerRoleStatus,
  DPF_ANNOTATIONS,
} from '@dpf-portal/dpf-model';
import { eventually } from '@dpf-portal/test-support/tenants';
import { kamajiCluster } from '@dpf-portal/test-support';
import { ManagementClusterConnection } from '../managementCluster/ManagementClusterConnection';
import { observedRoles } from '../roles/observedRoles';
import { FakeApiServer } from '../testing/FakeApiServer';
import { PortalSetup } from './DoctorCheck';
import { SetupOptions, checkSetup } from './runDoctor';

const DPF = 'dpf-operator-system';
const CLUSTERS = 'dpuclusters.provisioning.dpu.nvidia.com';
const BY_VENDOR: ControllerRoleStatus[] = CONTROLLER_ROLES.map(role => ({
  role,
  mode: 'disabled',
  runBy: 'vendor',
  reason: 'DPF’s own controller is installed.',
}));

describe('The checks of a portal’s setup', () => {
  let api: FakeApiServer;
  let connection: ManagementClusterConnection;
  let stop: AbortController;
  let running: Promise<void>;

  beforeEach(async () => {
    api = await FakeApiServer.start();
    api.objects.create('namespaces', '', { metadata: { name: DPF } });
    stop = new AbortController();
  });
  afterEach(async () => {
    stop.abort();
    await running;
    await api.stop();
  });

  async function watch() {
    connection = ManagementClusterConnection.create({
      name: 'site-a',
      kubeConfig: api.kubeConfig(),
      tenantAccess: { mode: 'direct' },
    });
    running = connection.run(stop.signal);
    await eventually(() => connection.synced && connection.vendor.settled);
  }

  async function outcomesOf(
    check?: string,
    portal: Partial<PortalSetup> = {},
    options: Partial<SetupOptions> = {},
  ) {
    const outcomes = await checkSetup({
      connection,
      roles: {},
      tenantAccess: { mode: 'direct' },
      signal: new AbortController().signal,
      portal: {
        roles: BY_VENDOR,
        requestNamespaces: ['dpf-clusters'],
        uploadsNamespace: 'dpf-uploads',
        findings: [],
        ...portal,
      },
      ...options,
    });
    return outcomes
      .filter(outcome => !check || outcome.check === check)
      .map(({ check: name, ...outcome }) =>
        check ? outcome : { check: name, ...outcome },
      );
  }

  it('finds nothing wrong where everything is there, and writes nothing', async () => {
    api.objects.create('datastores', '', {
      metadata: { name: 'default' },
      ...{ status: { ready: true } },
    });
    const labels = { 'node-role.kubernetes.io/control-plane': '' };
    api.objects.create('nodes', '', { metadata: { name: 'host-0', labels } });
    await watch();
    const outcomes = await outcomesOf();
    // The policy of deploy/charts/dpf-portal/admission is not installed on the fake server.
    expect(outcomes.filter(({ state }) => state !== 'ok')).toEqual([
      expect.objectContaining({ check: 'Admission' }),
    ]);
    expect(api.writeLog()).toEqual([]);
  });

  it('names once what the portal may not read, and the file that gives it', async () => {
    api.forbidden.add('nodes').add('datastores');
    await watch();
    const outcomes = await outcomesOf();
    expect(outcomes.filter(({ state }) => state === 'problem')).toEqual([
      {
        check: 'Rights',
        state: 'problem',
        message:
          'Rights to read are missing: get, list, watch nodes; get, list, watch datastores.kamaji.clastix.io. What may not be read counts as unknown.',
        remedy:
          'Run: `kubectl apply -f deploy/charts/dpf-portal/rbac/portal-observe.yaml`, with this identity as its subject. With Helm, set portal.rights.observe.',
      },
    ]);
  });

  it('asks for rights in the watched namespaces only', async () => {
    api.grants = ({ namespace, resource }) =>
      namespace !== undefined ||
      [
        'nodes',
        'datastores',
        'namespaces',
        'customresourcedefinitions',
      ].includes(resource);
    await watch();
    const wrong = async (portal: Partial<PortalSetup>) =>
      (await outcomesOf('Rights', portal)).filter(
        ({ state }) => state !== 'ok',
      );
    expect(await wrong({ namespaces: ['team-a', 'team-b'] })).toEqual([]);
    expect(await wrong({})).toMatchObject([
      { message: expect.stringContaining('dpuclusters.') },
    ]);
  });

  it('takes a portal that may only read for one that is meant to', async () => {
    const reads = ['get', 'list', 'watch'];
    const mayOnlyRead: FakeApiServer['grants'] = ({ verb, resource }) =>
      reads.includes(verb) && resource !== 'secrets';
    const wrong = async () =>
      (await outcomesOf('Rights')).filter(({ state }) => state !== 'ok');
    api.grants = mayOnlyRead;
    await watch();
    expect(await wrong()).toEqual([
      {
        state: 'warning',
        message:
          'The portal may only read here: it refuses requests and changes; it checks no API server and issues no credentials; it takes no kubeconfigs for static clusters.',
        remedy: expect.stringContaining(
          ['request', 'credentials', 'uploads']
            .map(
              level => `-f deploy/charts/dpf-portal/rbac/portal-${level}.yaml`,
            )
            .join(' '),
        ),
      },
    ]);
    // Somebody meant it to write, and some of it is missing.
    api.grants = right => mayOnlyRead(right) || right.verb === 'create';
    expect((await wrong()).map(({ state }) => state)).toEqual([
      'problem',
      'problem',
      'problem',
      'problem',
      'warning',
    ]);
  });

  it.each([
    [
      'portal-request.yaml',
      'secrets',
      'it refuses requests and changes',
      'With Helm, set portal.rights.request.',
    ],
    [
      'portal-credentials.yaml and portal-uploads.yaml',
      'dpuclusters',
      'it checks no API server and issues no credentials',
      'With Helm, set portal.rights.credentials.',
    ],
  ])(
    'says what a portal without the rights of %s does not do',
    async (_files, given, without, helm) => {
      api.grants = ({ verb, resource, name }) =>
        (['get', 'list', 'watch'].includes(verb) && resource !== 'secrets') ||
        resource === given ||
        (given === 'dpuclusters' &&
          resource === 'configmaps' &&
          (verb === 'create' || name === 'dpf-portal-reservations'));
      await watch();
      const wrong = (await outcomesOf('Rights')).filter(
        ({ state }) => state !== 'ok',
      );
      expect(wrong.map(({ state }) => state)).not.toContain('problem');
      expect(wrong[0]).toEqual({
        state: 'warning',
        message: expect.stringContaining(without),
        remedy: expect.stringContaining(helm),
      });
    },
  );

  it('asks for the rights of roles with the identity that runs them', async () => {
    await watch();
    const asked: string[] = [];
    const other = connection.client.withOptions({});
    jest
      .spyOn(other, 'raw')
      .mockImplementation(async (_method, _path, body) => {
        asked.push(JSON.stringify(body));
        return { status: { allowed: false } } as never;
      });
    const outcomes = await outcomesOf(
      'Rights',
      { controllersClient: other },
      { roles: { static: 'auto' } },
    );
    expect(asked.length).toBeGreaterThan(0);
    expect(outcomes).toContainEqual(
      expect.objectContaining({
        state: 'problem',
        message: expect.stringContaining('of the role static are missing'),
      }),
    );
    expect(outcomes).toContainEqual(
      expect.objectContaining({ message: 'All rights to read are there' }),
    );
  });

  it('warns of a role that nobody runs', async () => {
    await watch();
    const roles = observedRoles(connection);
    expect(await outcomesOf('Roles', { roles })).toMatchObject(
      CONTROLLER_ROLES.map(role => ({
        state: 'warning',
        message: expect.stringContaining(`Nobody runs the role ${role}.`),
        remedy: expect.stringContaining(`roles.${role}: auto`),
      })),
    );
  });

  it('names the owners that the catalog does not have, and their clusters', async () => {
    for (const [name, owner] of [
      ['blue', 'group:default/gone'],
      ['green', 'group:default/gone'],
      ['red', 'group:default/team-a'],
      ['grey', 'group:default/new'],
    ]) {
      const cluster = kamajiCluster({
        name,
        metadata: {
          uid: name,
          annotations: { [DPF_ANNOTATIONS.owner]: owner },
        },
      });
      api.objects.create(CLUSTERS, cluster.metadata.namespace ?? '', {
        ...cluster,
        apiVersion: 'provisioning.dpu.nvidia.com/v1alpha1',
      });
    }
    await watch();
    connection.usePortalKnowledge({
      lastSettings: () => undefined,
      isInCatalog: owner =>
        owner.endsWith('new') ? undefined : !owner.endsWith('gone'),
    });
    expect(await outcomesOf('Owners')).toEqual([
      {
        state: 'warning',
        message:
          'The owner group:default/gone is not in the catalog. Nobody gets notifications as its member, and links to it lead nowhere. It is the owner of team-a/blue, team-a/green.',
        remedy: expect.stringContaining('Add the group to the catalog'),
      },
      { state: 'ok', message: 'Owners of DPU clusters in the catalog: 1' },
      {
        state: 'ok',
        message: 'Owners of DPU clusters that are still looked up: 1',
      },
    ]);
  });

  it('ends when the time is over, and says what it did not learn', async () => {
    await watch();
    const over = new AbortController();
    const client = connection.client;
    const raw = client.raw.bind(client);
    jest
      .spyOn(client, 'raw')
      .mockImplementation((method, path, body, options) =>
        path.endsWith('selfsubjectaccessreviews')
          ? new Promise(() => {
              over.abort(new Error('no answer within 10 s.'));
            })
          : raw(method, path, body, options),
      );
    expect(
      await outcomesOf('Rights', {}, { signal: over.signal }),
    ).toMatchObject([
      {
        state: 'problem',
        message: 'Could not be checked: no answer within 10 s.',
      },
    ]);
  });

  it('says nothing but that the API server does not answer', async () => {
    await watch();
    const over = new AbortController();
    jest
      .spyOn(connection.client, 'raw')
      .mockImplementation(async (_method, _path, _body, options) => {
        over.abort(new Error('no answer within 10 s.'));
        throw options?.signal?.reason;
      });
    expect(await outcomesOf(undefined, {}, { signal: over.signal })).toEqual([
      {
        check: 'API server',
        state: 'problem',
        message: expect.stringContaining(
          'does not answer correctly: no answer within 10 s.',
        ),
        remedy: expect.any(String),
      },
    ]);
  });
});
