import { CORE_RESOURCES } from '@dpf-portal/kube-controller';
import {
  FAULT_ANNOTATIONS,
  LocalClusterOptions,
  TenantControlPlane,
} from '@dpf-portal/local-cluster';
import {
  CLUSTER_INFO,
  ControlPlanes,
  ROTATE,
  serverOf,
  wordOf,
} from '../../kamaji/ControlPlanes';
import { SecretObject } from '../../fixtures/guideExample';
import { describeRealKamaji } from '../../kamaji/realKamaji';
import { Lab } from '../../management/Lab';
import { ObjectHistory } from '../../management/ObjectHistory';
import { eventually } from '../../portal/eventually';

const PAUSED = 'kamaji.clastix.io/paused';
const SECRETS = [
  'admin-kubeconfig',
  'api-server-certificate',
  'api-server-kubelet-client-certificate',
  'ca',
  'controller-manager-kubeconfig',
  'datastore-certificate',
  'datastore-config',
  'front-proxy-ca-certificate',
  'front-proxy-client-certificate',
  'sa-certificate',
  'scheduler-kubeconfig',
];

/**
 * The known behaviour of Kamaji, tested on Kamaji itself and on the stand-in. Where they differ, the stand-in is wrong.
 *
 * Deliberately not tested, because only Kamaji has it: its second finalizer, for controllers inside of tenants that the
 * stand-in does not have. `own`: intended differences.
 */
function conformance(
  kamaji: LocalClusterOptions['kamaji'],
  own: (planes: () => ControlPlanes) => void,
): void {
  let lab: Lab;
  let planes: ControlPlanes;
  let firstSteps: ObjectHistory<TenantControlPlane>;

  beforeAll(async () => {
    lab = await Lab.start({ kamaji });
    planes = new ControlPlanes(lab);
    // Every test leaves `steady` unchanged, but may change `moving`. One test deletes `leaving`.
    await planes.createWithService('steady', { address: '10.66.1.1' });
    firstSteps = await planes.history('steady');
    await planes.createWithService('moving', {
      address: '10.66.1.2',
      version: 'v1.35.0',
    });
    await planes.createWithService('leaving', { address: '10.66.1.3' });
    await planes.whenSettled('steady');
    firstSteps.stop();
    await planes.whenSettled('moving');
    await planes.whenSettled('leaving');
  });
  afterAll(() => lab?.stop());

  own(() => planes);

  describe('refuses at the door', () => {
    const address = '10.66.1.9';

    it('a control plane without a networkProfile, by a rule that stumbles over it', async () => {
      const manifest = planes.manifest('x', { address });
      delete manifest.spec.networkProfile;
      await expect(
        planes.create(manifest, { dryRun: true }),
      ).rejects.toMatchObject({
        status: 422,
        message: expect.stringContaining('no such key: networkProfile'),
      });
    });

    it.each([
      ['a name with a dot', 'a.b', {}, 'DNS-1035'],
      ['a name that begins with a digit', '1a', {}, 'DNS-1035'],
      ['a version it does not know yet', 'x', { version: 'v1.37.0' }, 'v1.36'],
      ['a version that is none', 'x', { version: 'newest' }, 'version'],
    ])('%s', async (_, name, options, message) => {
      await expect(
        planes.create(planes.manifest(name, { address, ...options }), {
          dryRun: true,
        }),
      ).rejects.toMatchObject({
        status: 403,
        message: expect.stringContaining(message),
      });
    });

    it.each([
      ['v1.34.0', 'unable to downgrade'],
      ['v1.37.0', 'v1.36'],
    ])('a change of version from v1.36 to %s', async (version, message) => {
      await expect(
        planes.patch('steady', { spec: { kubernetes: { version } } }),
      ).rejects.toMatchObject({
        status: 403,
        message: expect.stringContaining(message),
      });
    });

    it('a control plane that is to forget its DataStore', async () => {
      await expect(
        planes.patch('steady', { spec: { dataStore: null } }),
      ).rejects.toMatchObject({
        status: 422,
        message: expect.stringContaining('unsetting the dataStore'),
      });
    });

    it.each([
      ['an address that is none', 'x', { address: 'not-an-ip' }],
      ['an old version', 'x', { address, version: 'v1.29.0' }],
      ['a version without its v', 'x', { address, version: '1.36.0' }],
      ['a name of 63 characters', 'a'.repeat(63), { address }],
    ])('but not %s', async (_, name, options) => {
      await expect(
        planes.create(planes.manifest(name, options), { dryRun: true }),
      ).resolves.toMatchObject({ metadata: { name } });
    });
  });

  it('goes to Ready by Provisioning and NotReady, and fills in its spec on the way', async () => {
    expect(firstSteps.of(wordOf).filter(Boolean)).toEqual([
      'Provisioning',
      'NotReady',
      'Ready',
    ]);
    const { metadata, spec, status } = await planes.get('steady');
    expect(firstSteps.of(({ metadata: { generation } }) => generation)).toEqual(
      [1, 2],
    );
    expect(metadata.finalizers).toContain('finalizer.kamaji.clastix.io');
    expect(spec.dataStoreSchema).toBeUndefined();
    expect(status?.storage?.setup?.schema).toEqual(
      expect.stringContaining(metadata.uid ?? '?'),
    );
    expect(status?.addons).toMatchObject({
      coreDNS: { enabled: true },
      kubeProxy: { enabled: true },
    });
  });

  it('adopts the Service it finds: keeps its NodePort, makes that its port, and owns it', async () => {
    const { metadata, spec } = await planes.get('steady');
    const service = await planes.service('steady');
    const port = spec.networkProfile?.port;
    expect(service.spec.ports).toMatchObject([{ port, nodePort: port }]);
    expect(service.metadata.ownerReferences).toMatchObject([
      { kind: 'TenantControlPlane', uid: metadata.uid, controller: true },
    ]);
  });

  it('keeps a foreign owner of the Service that is no controller', async () => {
    const plain = await planes.createOwner('plain-owner');
    await planes.createWithService('adopted', {
      address: '10.66.1.4',
      owners: [plain],
    });
    const owners = await eventually('the Service is adopted', async () => {
      const { metadata } = await planes.service('adopted');
      const { ownerReferences = [] } = metadata;
      return ownerReferences.length > 1 ? ownerReferences : undefined;
    });
    expect(owners).toMatchObject([
      plain,
      { kind: 'TenantControlPlane', controller: true },
    ]);
    await planes.remove('adopted');
    await planes.whenGone('adopted');
  });

  it('does nothing, and says nothing, where another controller owns the Service', async () => {
    const owner = await planes.createOwner('controlling-owner');
    await planes.createWithService('blocked', {
      address: '10.66.1.5',
      owners: [{ ...owner, controller: true }],
    });
    await planes.passBy('steady');
    expect((await planes.get('blocked')).status).toBeUndefined();
    expect((await planes.children('blocked')).map(({ kind }) => kind)).toEqual([
      'Service',
    ]);
    await planes.remove('blocked');
    await planes.whenGone('blocked');
  });

  it('makes one Service, Deployment and ConfigMap and eleven opaque Secrets, and owns them all', async () => {
    const { uid } = (await planes.get('steady')).metadata;
    const children = await planes.children('steady');
    expect(
      children.map(({ kind, metadata }) => `${kind}/${metadata.name}`).sort(),
    ).toEqual(
      [
        'Service/steady',
        'Deployment/steady',
        'ConfigMap/steady-kubeadmconfig',
        ...SECRETS.map(name => `Secret/steady-${name}`),
      ].sort(),
    );
    for (const child of children) {
      expect(child.metadata.ownerReferences).toMatchObject([
        { uid, controller: true, blockOwnerDeletion: true },
      ]);
      expect(
        child.kind === 'Secret' ? child : { type: 'Opaque' },
      ).toMatchObject({ type: 'Opaque' });
    }
    expect(Object.keys(await planes.kubeconfigs('steady')).sort()).toEqual([
      'admin.conf',
      'admin.svc',
      'super-admin.conf',
      'super-admin.svc',
    ]);
  });

  it('hands out admin kubeconfigs that work, admin.conf perhaps a moment later than super-admin.conf', async () => {
    const kubeconfigs = await planes.kubeconfigs('steady');
    const namespaces = (key: string) =>
      planes.asTenant(kubeconfigs[key], ({ client }) =>
        client.listAll(CORE_RESOURCES.namespaces),
      );
    expect(await namespaces('super-admin.conf')).not.toEqual([]);
    await eventually('admin.conf is authorised', () =>
      namespaces('admin.conf'),
    );
  });

  it('tells of lost replicas by Unknown, and of the last by NotReady', async () => {
    const readyReplicas = (count: string | null) =>
      planes.annotate('deployments', 'steady', {
        [FAULT_ANNOTATIONS.readyReplicas]: count,
      });
    const whenReadyAre = (count: number, word: string) =>
      planes.when(
        'steady',
        `is ${word} with ${count} ready replicas`,
        live =>
          wordOf(live) === word &&
          (live.status?.kubernetesResources?.deployment?.readyReplicas ?? 0) ===
            count,
      );
    await readyReplicas('2');
    await whenReadyAre(2, 'Unknown');
    await readyReplicas('0');
    await whenReadyAre(0, 'NotReady');
    await readyReplicas(null);
    expect(wordOf(await planes.whenSettled('steady'))).toBe('Ready');
  });

  it('is Sleeping without replicas, with its kubeconfigs kept', async () => {
    const replicas = (count: number) =>
      planes.patch('steady', {
        spec: { controlPlane: { deployment: { replicas: count } } },
      });
    const before = await planes.kubeconfigs('steady');
    await replicas(0);
    await planes.whenStatus('steady', 'Sleeping');
    expect(await planes.kubeconfigs('steady')).toEqual(before);
    await replicas(3);
    await planes.whenSettled('steady');
  });

  it('rotates admin.* of the same authority when asked, and leaves super-admin.* as it is', async () => {
    const before = await planes.kubeconfigs('steady');
    await planes.rotate('steady', 'steady-admin-kubeconfig');
    const after = await planes.kubeconfigsWhen(
      'steady',
      'are rotated',
      live =>
        live['admin.conf'] !== before['admin.conf'] &&
        live['admin.svc'] !== before['admin.svc'],
    );
    expect(after['super-admin.conf']).toBe(before['super-admin.conf']);
    expect(after['super-admin.svc']).toBe(before['super-admin.svc']);
    expect(authorityOf(after['admin.conf'])).toBe(
      authorityOf(before['admin.conf']),
    );
    const { metadata } = await planes.adminSecret('steady');
    expect(metadata.annotations?.[ROTATE]).not.toBe('');
    // Client certificates cannot be revoked.
    await planes.asTenant(before['admin.conf'], ({ client }) =>
      client.listAll(CORE_RESOURCES.namespaces),
    );
  });

  it('makes a deleted admin Secret anew', async () => {
    const { metadata } = await planes.adminSecret('steady');
    await lab.api.client.delete(CORE_RESOURCES.secrets, metadata);
    const again = await eventually('the Secret is back', async () => {
      const live = await planes.adminSecret('steady');
      return Object.keys(live.data).length === 4 ? live : undefined;
    });
    expect(again.metadata.uid).not.toBe(metadata.uid);
  });

  it('lets edits and deletions wait while it is paused', async () => {
    const address = '10.66.1.6';
    const pause = (value: string | null) =>
      planes.patch('pausing', {
        metadata: { annotations: { [PAUSED]: value } },
      });
    await planes.createWithService('pausing', { address });
    await planes.whenSettled('pausing');
    await pause('');
    // Kamaji completes work that it started before it saw the pause.
    await planes.passBy('steady');
    const before = await planes.get('pausing');
    await planes.patch('pausing', {
      spec: { controlPlane: { deployment: { replicas: 2 } } },
    });
    await planes.remove('pausing');
    await planes.passBy('steady');
    const waiting = await planes.get('pausing');
    expect(waiting.metadata.deletionTimestamp).toBeDefined();
    expect(waiting.metadata.generation).toBeGreaterThan(
      waiting.status?.observedGeneration ?? 0,
    );
    expect(waiting.status).toEqual(before.status);

    await pause(null);
    await planes.whenCollected('pausing');
    // The name is free again, and its objects are new ones.
    await planes.createWithService('pausing', { address });
    await planes.whenSettled('pausing');
    const fresh = await planes.kubeconfigs('pausing');
    await planes.asTenant(fresh['super-admin.conf'], ({ client }) =>
      client.listAll(CORE_RESOURCES.namespaces),
    );
    await planes.remove('pausing');
    await planes.whenCollected('pausing');
  });

  it('upgrades by Upgrading, and says the new version only when it runs', async () => {
    const history = await planes.history('moving');
    await planes.patch('moving', {
      spec: { kubernetes: { version: 'v1.36.0' } },
    });
    await planes.whenSettled('moving');
    history.stop();
    const steps = history.of(
      live =>
        `${wordOf(live)} at ${
          live.status?.kubernetesResources?.version?.version
        }`,
    );
    expect(steps).toContain('Upgrading at v1.35.0');
    expect(steps.filter(step => step.endsWith('v1.36.0'))).toEqual([
      'Ready at v1.36.0',
    ]);
  });

  it('half-applies a new address: nothing until the port changes too, and never super-admin.conf', async () => {
    const { status } = await planes.whenSettled('moving');
    await planes.patch('moving', {
      spec: { networkProfile: { address: '10.66.2.2' } },
    });
    await planes.passBy('moving');
    const ignored = await planes.whenSettled('moving');
    expect(ignored.status?.controlPlaneEndpoint).toBe(
      status?.controlPlaneEndpoint,
    );

    await planes.patch('moving', {
      spec: { networkProfile: { port: 32_111 } },
    });
    await planes.kubeconfigsWhen(
      'moving',
      'lead to the new address by admin.conf',
      live => serverOf(live['admin.conf']) === 'https://10.66.2.2:32111',
    );
    await planes.passBy('moving');
    await planes.whenSettled('moving');
    const moved = await planes.kubeconfigs('moving');
    expect(serverOf(moved['admin.conf'])).toBe('https://10.66.2.2:32111');
    expect(serverOf(moved['super-admin.conf'])).toBe(
      `https://${status?.controlPlaneEndpoint}`,
    );
    const clusterInfo = () =>
      planes.asTenant(moved['admin.conf'], async ({ client }) =>
        JSON.stringify(
          await client.get(CORE_RESOURCES.configMaps, CLUSTER_INFO),
        ),
      );
    expect(await clusterInfo()).toContain(status?.controlPlaneEndpoint);

    // The remedy: delete them.
    await lab.api.client.mergePatch(
      CORE_RESOURCES.secrets,
      { namespace: 'team-a', name: 'moving-admin-kubeconfig' },
      { data: { 'super-admin.conf': null } },
    );
    await planes.kubeconfigsWhen(
      'moving',
      'lead to the new address',
      live =>
        serverOf(live['super-admin.conf'] ?? '') === 'https://10.66.2.2:32111',
    );
    await planes.dropClusterInfo('moving');
    await eventually('cluster-info is back', async () =>
      (await clusterInfo()).includes('10.66.2.2:32111') ? true : undefined,
    );
  });

  it('changes every key with its certificate authority', async () => {
    const before = await planes.kubeconfigs('leaving');
    const history = await planes.history('leaving');
    await planes.rotate('leaving', 'leaving-ca');
    const after = await planes.kubeconfigsWhen(
      'leaving',
      'bear another signature',
      live =>
        Object.keys(before).every(
          key =>
            live[key] && authorityOf(live[key]) !== authorityOf(before[key]),
        ),
    );
    await eventually('the API server serves by the new authority', () =>
      planes.asTenant(after['super-admin.conf'], ({ client }) =>
        client.listAll(CORE_RESOURCES.namespaces),
      ),
    );
    await planes.whenSettled('leaving');
    history.stop();
    expect(history.of(wordOf)).toContain('CertificateAuthorityRotating');
    const { data } = await planes.asTenant(
      after['super-admin.conf'],
      ({ client }) =>
        client.get<SecretObject>(CORE_RESOURCES.configMaps, CLUSTER_INFO),
    );
    // No node can join until it is deleted.
    expect(data.kubeconfig).toContain(authorityOf(before['admin.conf']));
  });

  it('goes on saying Ready, and lets a deletion wait, while its DataStore is dead', async () => {
    await planes.whenSettled('steady');
    const store = lab.cluster.processes.find(
      ({ name }) => name === 'datastore',
    );
    expect(store).toBeDefined();
    const { 'super-admin.conf': kubeconfig } = await planes.kubeconfigs(
      'steady',
    );
    const listNamespaces = () =>
      planes.asTenant(kubeconfig, ({ client }) =>
        client.listAll(CORE_RESOURCES.namespaces),
      );
    store?.signal('SIGSTOP');
    try {
      await planes.whenReplicasAre('steady', 0);
      expect(await planes.wordsFor('steady', 2_000)).toEqual(['Ready']);
      await planes.remove('leaving');
      expect(await planes.wordsFor('leaving', 2_000)).toEqual(['Ready']);
    } finally {
      store?.signal('SIGCONT');
    }
    await eventually('the API server answers again', listNamespaces);
    await planes.whenCollected('leaving');
    await planes.createWithService('leaving', { address: '10.66.1.3' });
    await planes.whenSettled('leaving');
  });
}

/** The certificate authority of a kubeconfig. */
function authorityOf(kubeconfig: string): string | undefined {
  return /certificate-authority-data: (\S+)/.exec(kubeconfig)?.[1];
}

const NO_DATA_STORE = { address: '10.66.1.8', dataStore: 'absent' };

describe('Our stand-in for Kamaji', () => {
  conformance(false, planes => {
    // An admission policy cannot check for a DataStore. This tests Kamaji without its webhook.
    it('never comes back to a control plane whose DataStore was not there', async () => {
      await planes().create(planes().manifest('stranded', NO_DATA_STORE));
      await planes().passBy('steady');
      await planes().createDataStore('absent');
      await planes().passBy('steady');
      expect((await planes().get('stranded')).status).toBeUndefined();
      await planes().remove('stranded');
      await planes().whenGone('stranded');
    });
  });
});

describeRealKamaji('Kamaji', kamaji =>
  conformance(kamaji, planes => {
    it('refuses a control plane whose DataStore is not there', async () => {
      await expect(
        planes().create(planes().manifest('x', NO_DATA_STORE), {
          dryRun: true,
        }),
      ).rejects.toMatchObject({
        status: 403,
        message: expect.stringContaining('DataStore does not exist'),
      });
    });
  }),
);
