import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { UNUSABLE_INTERFACES } from '@dpf-portal/test-support';
import { readDpfConfig } from './readDpfConfig';

const read = (entry: JsonObject) =>
  readDpfConfig(
    new ConfigReader({
      dpf: {
        managementClusters: [{ name: 'a', inCluster: true }, entry],
      },
    }),
  );

describe('readDpfConfig', () => {
  it.each([
    [{ dpf: { platformOwner: 'Platform' } }, 'group:default/platform'],
    [
      { catalog: { providers: { dpf: { defaultOwner: 'group:a/b' } } } },
      'group:a/b',
    ],
    [
      {
        dpf: { platformOwner: 'group:default/platform' },
        catalog: { providers: { dpf: { defaultOwner: 'group:a/b' } } },
      },
      'group:default/platform',
    ],
    [{}, undefined],
  ])('reads the group that runs the platform: %j', (config, owner) => {
    expect(readDpfConfig(new ConfigReader(config)).platformOwner).toBe(owner);
  });

  it('reads how the platform’s page is served', () => {
    const platformOf = (platform: JsonObject) =>
      readDpfConfig(new ConfigReader({ dpf: { platform } })).platform;
    expect(platformOf({})).toEqual({ checksKeptMs: 60_000 });
    expect(
      platformOf({
        checksKeptFor: { minutes: 5 },
        runbookUrl: '/docs/default/system/dpf-portal/operate/',
      }),
    ).toEqual({
      checksKeptMs: 300_000,
      runbookUrl: '/docs/default/system/dpf-portal/operate/',
    });
    expect(() => platformOf({ checksKeptFor: { hours: 2 } })).toThrow(
      /dpf\.platform\.checksKeptFor: give at most one hour/,
    );
    expect(() => platformOf({ runbookUrl: 'operate.md' })).toThrow(
      /dpf\.platform\.runbookUrl/,
    );
  });

  it('reads where the pages are, and warns where the front end has them elsewhere', () => {
    const extensions = [
      'page:search',
      { 'page:dpf': { config: { path: '/fleet/' } } },
      { 'page:dpf/cluster': false },
    ];
    const readWith = (pages: JsonObject) =>
      readDpfConfig(new ConfigReader({ app: { extensions }, dpf: { pages } }));
    expect(readWith({ list: '/fleet' })).toMatchObject({
      pages: { list: '/fleet' },
      warnings: [],
    });
    expect(readWith({}).warnings).toEqual([
      'app.extensions has page:dpf at /fleet, and dpf.pages.list is /dpu-clusters: links in notifications, entities and tasks lead to the latter. Set dpf.pages.list to /fleet.',
    ]);
    expect(() => readWith({ cluster: '/fleet/:name' })).toThrow(
      /dpf\.pages\.cluster: "\/fleet\/:name" needs :managementCluster/,
    );
  });

  it('names a malformed group of the platform', () => {
    expect(() =>
      readDpfConfig(new ConfigReader({ dpf: { platformOwner: 'group:' } })),
    ).toThrow(/dpf\.platformOwner/);
  });

  it('starts nothing by default', () => {
    const { managementClusters } = read({
      name: 'b',
      kubeconfigFile: 'portal.kubeconfig',
    });
    expect(managementClusters[1]).toMatchObject({
      name: 'b',
      roles: {
        kamaji: 'disabled',
        static: 'disabled',
        provisioning: 'disabled',
      },
      tenantAccess: { mode: 'direct' },
      policy: {
        namespace: 'dpf-clusters',
        maxNodes: { default: 10, max: 1000 },
      },
      networks: [],
      uploadsNamespace: 'dpf-uploads',
    });
    expect(
      read({ name: 'b', inCluster: true, uploads: { namespace: 'mine' } })
        .managementClusters[1].uploadsNamespace,
    ).toBe('mine');
    expect(managementClusters[1].controllers).toBeUndefined();
    expect(readDpfConfig(new ConfigReader({})).managementClusters).toEqual([]);
  });

  it('reads the mode enabled of earlier releases as auto, with one warning', () => {
    const { managementClusters, warnings } = read({
      name: 'b',
      inCluster: true,
      roles: { kamaji: 'enabled', static: 'enabled', provisioning: 'auto' },
    });
    expect(managementClusters[1].roles).toEqual({
      kamaji: 'auto',
      static: 'auto',
      provisioning: 'auto',
    });
    expect(warnings).toEqual([
      expect.stringContaining(
        'read as auto (dpf.managementClusters[1].roles.kamaji, dpf.managementClusters[1].roles.static)',
      ),
    ]);
    expect(read({ name: 'b', inCluster: true }).warnings).toEqual([]);
  });

  describe('retentionDays', () => {
    const readAll = (dpf: JsonObject) =>
      readDpfConfig(new ConfigReader({ dpf }));

    it('counts for everything that has ended', () => {
      expect(readAll({}).retentionDays).toBe(365);
      expect(readAll({ retentionDays: 30 }).retentionDays).toBe(30);
      expect(() => readAll({ retentionDays: 0.5 })).toThrow(
        'dpf.retentionDays: give a whole number of at least 1.',
      );
    });

    it('is read where the ledger had its own, with a warning', () => {
      const of = (dpf: JsonObject) =>
        readAll({ ...dpf, kubeconfigs: { retentionDays: 90 } });
      expect(of({}).retentionDays).toBe(90);
      expect(of({}).warnings).toEqual([
        expect.stringContaining('Move it to dpf.retentionDays.'),
      ]);
      expect(of({ retentionDays: 30 }).retentionDays).toBe(30);
      expect(of({ retentionDays: 30 }).warnings).toEqual([
        expect.stringContaining('has no effect beside dpf.retentionDays'),
      ]);
    });
  });

  describe('the Kubernetes plugin', () => {
    const of = (kubernetesPlugin?: JsonObject) =>
      readDpfConfig(
        new ConfigReader({
          dpf: {
            kubeconfigs: { ...(kubernetesPlugin && { kubernetesPlugin }) },
          },
        }),
      ).kubeconfigs.kubernetesPlugin;

    it('gets no clusters unless it is enabled', () => {
      expect(of()).toBeUndefined();
      expect(of({ registeredServers: ['10.0.0.0/8'] })).toBeUndefined();
      expect(of({ enabled: true })).toEqual({ registeredServers: [] });
    });

    it('may connect to listed networks and domains', () => {
      const registeredServers = ['10.0.0.0/8', 'clusters.example.com'];
      expect(of({ enabled: true, registeredServers })).toEqual({
        registeredServers,
      });
      expect(() => of({ registeredServers: ['10.0.0.0/8', '*'] })).toThrow(
        'dpf.kubeconfigs.kubernetesPlugin.registeredServers[1]: "*" is neither',
      );
    });
  });

  it('leaves the version and the pod range of control planes open unless they are given', () => {
    const of = (settings: JsonObject) =>
      read({ name: 'b', inCluster: true, ...settings }).managementClusters[1]
        .controlPlanes;
    expect(of({})).toEqual({});
    expect(
      of({ kubernetesVersion: 'v1.34.2', podCidr: '10.200.0.0/14' }),
    ).toEqual({ kubernetesVersion: 'v1.34.2', podCidr: '10.200.0.0/14' });
  });

  it.each<[string, JsonObject, string]>([
    [
      'a bad name',
      { name: 'Big_One', inCluster: true },
      'dpf.managementClusters[1].name',
    ],
    [
      'a name twice',
      { name: 'a', inCluster: true },
      'dpf.managementClusters[1].name',
    ],
    [
      'no connection',
      { name: 'b' },
      'exactly one of kubernetesPluginRef, kubeconfigFile, inCluster, connection; found none',
    ],
    [
      'two connections',
      { name: 'b', inCluster: true, kubeconfigFile: 'f' },
      'found kubeconfigFile and inCluster',
    ],
    [
      'a connection without TLS',
      {
        name: 'b',
        connection: { server: 'http://a', serviceAccountToken: 't' },
      },
      'dpf.managementClusters[1].connection.server',
    ],
    [
      'a connection without a token',
      { name: 'b', connection: { server: 'https://a' } },
      'either serviceAccountToken or tokenFile',
    ],
    [
      'a role mode that does not exist',
      { name: 'b', inCluster: true, roles: { kamaji: 'on' } },
      '"on" is not one of disabled, auto.',
    ],
    [
      'a role that does not exist',
      { name: 'b', inCluster: true, roles: { kamajii: 'auto' } },
      'dpf.managementClusters[1].roles.kamajii',
    ],
    [
      'a Kubernetes version that is none',
      { name: 'b', inCluster: true, kubernetesVersion: '1.35' },
      'dpf.managementClusters[1].kubernetesVersion: Give a Kubernetes version',
    ],
    [
      'a pod range that is none',
      { name: 'b', inCluster: true, podCidr: '10.244.0.0' },
      'dpf.managementClusters[1].podCidr: 10.244.0.0 is no address range',
    ],
    [
      'a toleration that is no taint',
      { name: 'b', inCluster: true, tolerations: ['dedicated', 'a:Never'] },
      'dpf.managementClusters[1].tolerations[1]: The effect in "a:Never"',
    ],
    [
      'a pod range over the Services',
      { name: 'b', inCluster: true, podCidr: '10.96.0.0/12' },
      'overlaps 10.96.0.0/16, the range of the Services',
    ],
    [
      'a proxy without address',
      { name: 'b', inCluster: true, tenantAccess: { mode: 'proxy' } },
      'dpf.managementClusters[1].tenantAccess.proxyUrl',
    ],
    [
      'a range that is none',
      {
        name: 'b',
        inCluster: true,
        networks: [
          { name: 'lab', interface: 'eth0', vipRanges: ['10.0.0.9-10.0.0.1'] },
        ],
      },
      'dpf.managementClusters[1].networks[0].vipRanges[0]',
    ],
    ...[
      '240.0.0.10-240.0.0.20',
      '169.254.1.0/24',
      '0.0.0.0/0',
      '223.255.255.250-224.0.0.5',
      'fe80::/64',
      '::/0',
    ].map((range): [string, JsonObject, string] => [
      `a range that holds what no cluster can have (${range})`,
      {
        name: 'b',
        inCluster: true,
        networks: [{ name: 'lab', interface: 'eth0', vipRanges: [range] }],
      },
      'dpf.managementClusters[1].networks[0].vipRanges[0]',
    ]),
    ...UNUSABLE_INTERFACES.filter(([name]) => name !== '').map(
      ([name, why]): [string, JsonObject, string] => [
        `the interface “${name}”`,
        {
          name: 'b',
          inCluster: true,
          networks: [{ name: 'lab', interface: name, vipRanges: ['10.0.0.1'] }],
        },
        why,
      ],
    ),
    [
      'an excluded router id that is none',
      {
        name: 'b',
        inCluster: true,
        networks: [
          {
            name: 'lab',
            interface: 'eth0',
            vipRanges: ['10.0.0.1'],
            excludedVirtualRouterIds: [126, '100-110'],
          },
        ],
      },
      'dpf.managementClusters[1].networks[0].excludedVirtualRouterIds[1]',
    ],
    ...['kube-system', 'kube-x', 'default', 'Team_A'].flatMap(
      (name): Array<[string, JsonObject, string]> => [
        [
          `the namespace ${name}`,
          { name: 'b', inCluster: true, policy: { namespace: name } },
          'dpf.managementClusters[1].policy.namespace: ',
        ],
        [
          `the namespace ${name} beside another`,
          { name: 'b', inCluster: true, policy: { namespaces: ['a', name] } },
          'dpf.managementClusters[1].policy.namespaces[1]: ',
        ],
      ],
    ),
    [
      'a default above the maximum',
      {
        name: 'b',
        inCluster: true,
        policy: { maxNodes: { default: 20, max: 10 } },
      },
      'dpf.managementClusters[1].policy.maxNodes',
    ],
    [
      'a version that is not offered',
      {
        name: 'b',
        inCluster: true,
        policy: { version: 'v1.29.0', versions: ['v1.30.0'] },
      },
      'dpf.managementClusters[1].policy.version',
    ],
  ])('names the place of %s', (_, entry, message) => {
    expect(() => read(entry)).toThrow(message);
  });
});
