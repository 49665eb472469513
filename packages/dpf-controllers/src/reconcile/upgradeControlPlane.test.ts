import { DpuCluster, TenantControlPlane } from '@dpf-portal/dpf-model';
import { FakeRefusal } from '@dpf-portal/dpf-world/testing';
import { kamajiCluster } from '@dpf-portal/test-support';
import { ReconcileBench } from '../testing/ReconcileBench';
import { conditionOf } from './status/conditions';

const INSTALLED = 'v1.29.0';

describe('a version edit of a running kamaji cluster', () => {
  let bench: ReconcileBench;
  let cluster: DpuCluster;

  afterEach(() => bench.stop());

  const created = () =>
    conditionOf(bench.live(cluster).status?.conditions, 'Created');
  const wantedOfKamaji = () => {
    const spec = bench.find('tenantcontrolplanes', 'team-a', 'test')?.spec;
    return (spec as { kubernetes?: { version?: string } })?.kubernetes?.version;
  };
  const kubeletOf = () => {
    const found = bench.find('tenantcontrolplanes', 'team-a', 'test');
    return (found as TenantControlPlane | undefined)?.spec?.kubernetes?.kubelet;
  };
  const kamajiInstalled = (version: string, status = 'Ready') =>
    bench.server.objects.patch(
      'tenantcontrolplanes',
      { namespace: 'team-a', name: 'test', status: true },
      { status: { kubernetesResources: { version: { version, status } } } },
    );
  const start = async (
    api: ReconcileBench['api'] = {},
    version = INSTALLED,
  ) => {
    bench = await ReconcileBench.create();
    bench.api = api;
    cluster = bench.create(kamajiCluster({ spec: { version } }));
    await bench.bringToReady(cluster);
    kamajiInstalled(wantedOfKamaji() ?? '');
    await bench.reconcile(cluster);
  };
  const ask = async (version: string) => {
    bench.edit(cluster, { spec: { version } });
    return bench.reconcile(cluster);
  };
  const writesOf = async (work: () => Promise<unknown>) => {
    const before = bench.server.writeLog().length;
    await work();
    return bench.server.writeLog().slice(before);
  };

  it('upgrades the control plane and stays Ready, and reports start and end', async () => {
    await start();
    expect(await writesOf(() => ask('v1.30.2'))).toEqual([
      'patch tenantcontrolplanes test',
      'patch dpuclusters/status test',
    ]);
    expect(wantedOfKamaji()).toBe('v1.30.2');
    expect(created()).toMatchObject({
      status: 'True',
      reason: 'Upgrading',
      message: 'The control plane is being upgraded from v1.29.0 to v1.30.2.',
    });

    kamajiInstalled(INSTALLED, 'Upgrading');
    expect(await writesOf(() => bench.reconcile(cluster))).toEqual([]);
    expect(bench.live(cluster).status?.phase).toBe('Ready');

    kamajiInstalled('v1.30.2');
    expect(await writesOf(() => bench.reconcile(cluster))).toEqual([
      'patch dpuclusters/status test',
    ]);
    expect(created()).toMatchObject({ status: 'True', reason: 'Created' });
    expect(bench.live(cluster).status?.phase).toBe('Ready');
  });

  const startWithAllFields = async (version: string) => {
    await start({}, version);
    bench.kamajiFields = {
      serviceCidrs: true,
      kubeletPatches: true,
      preferredAddressTypes: true,
      extraArgs: true,
      podFiles: true,
    };
    bench.restart();
  };

  it.each([
    ['v1.33.9', 'v1.34.2'],
    ['v1.34.2', 'v1.35.1'],
  ])(
    'adds the settings that kubelets need from v1.34 on: from %s to %s',
    async (from, to) => {
      await startWithAllFields(from);
      const before = kubeletOf();
      expect(before?.configurationJSONPatches).toBeUndefined();
      await ask(to);
      expect(wantedOfKamaji()).toBe(to);
      expect(kubeletOf()).toEqual({
        ...before,
        configurationJSONPatches: [
          { op: 'remove', path: '/crashLoopBackOff' },
          { op: 'remove', path: '/imagePullCredentialsVerificationPolicy' },
          {
            op: 'add',
            path: '/featureGates',
            value: {
              KubeletCrashLoopBackOffMax: false,
              KubeletEnsureSecretPulledImages: false,
            },
          },
        ],
      });
    },
  );

  it('adds no settings for kubelets at a version before v1.34', async () => {
    await startWithAllFields('v1.32.1');
    const before = kubeletOf();
    await ask('v1.33.9');
    expect(wantedOfKamaji()).toBe('v1.33.9');
    expect(kubeletOf()).toEqual(before);
  });

  it('adds no settings for kubelets where Kamaji has no field for them', async () => {
    await start({}, 'v1.33.9');
    const before = kubeletOf();
    await ask('v1.34.2');
    expect(wantedOfKamaji()).toBe('v1.34.2');
    expect(kubeletOf()).toEqual(before);
  });

  it('changes nothing of the control plane but its version', async () => {
    await start();
    const before = bench.find('tenantcontrolplanes', 'team-a', 'test');
    await ask('v1.30.2');
    const after = bench.find('tenantcontrolplanes', 'team-a', 'test');
    const spec = before?.spec as { kubernetes: object };
    expect(after?.spec).toEqual({
      ...spec,
      kubernetes: { ...spec.kubernetes, version: 'v1.30.2' },
    });
  });

  it.each([
    ['v1.31.0', 'after v1.29.0 comes v1.30.'],
    ['v1.28.9', 'cannot go back'],
    ['newest', 'such as v1.30.2'],
  ])('to %s is reported and not started', async (version, why) => {
    await start();
    expect(await writesOf(() => ask(version))).toEqual([
      'patch dpuclusters/status test',
    ]);
    expect(wantedOfKamaji()).toBe(INSTALLED);
    expect(created()).toMatchObject({
      status: 'True',
      reason: 'UpgradeRefused',
      message: expect.stringContaining(why),
    });
    expect(bench.live(cluster).status?.phase).toBe('Ready');

    await ask(INSTALLED);
    expect(created()?.reason).toBe('Created');
  });

  it('waits for the running one, then continues', async () => {
    await start();
    await ask('v1.30.2');
    kamajiInstalled(INSTALLED, 'Upgrading');
    expect(await writesOf(() => ask('v1.31.0'))).toEqual([
      'patch dpuclusters/status test',
    ]);
    expect(created()).toMatchObject({
      reason: 'Upgrading',
      message: expect.stringContaining('v1.31.0 follows'),
    });
    kamajiInstalled('v1.30.2');
    await bench.reconcile(cluster);
    expect(wantedOfKamaji()).toBe('v1.31.0');
  });

  it('goes back to the installed version from one that was never reached', async () => {
    await start();
    await ask('v1.30.2');
    kamajiInstalled(INSTALLED, 'Upgrading');
    await bench.reconcile(cluster);
    expect(await writesOf(() => ask(INSTALLED))).toEqual([
      'patch tenantcontrolplanes test',
      'patch dpuclusters/status test',
    ]);
    expect(wantedOfKamaji()).toBe(INSTALLED);
    expect(created()?.reason).toBe('Created');
    kamajiInstalled(INSTALLED);
    expect(await writesOf(() => bench.reconcile(cluster))).toEqual([]);
  });

  it('reports that Kamaji refuses to go back', async () => {
    await start();
    await ask('v1.30.2');
    kamajiInstalled(INSTALLED, 'Upgrading');
    bench.server.admit = (verb, plural) => {
      if (verb === 'patch' && plural === 'tenantcontrolplanes') {
        throw new FakeRefusal(
          403,
          'Forbidden',
          'unable to downgrade a TenantControlPlane from 1.30.0 to 1.29.0',
        );
      }
    };
    await ask(INSTALLED);
    expect(created()).toMatchObject({
      status: 'True',
      reason: 'UpgradeRefused',
      message: expect.stringContaining('unable to downgrade'),
    });
  });

  it('below the installed version is refused while another one is requested', async () => {
    await start();
    await ask('v1.30.2');
    kamajiInstalled(INSTALLED, 'Upgrading');
    await ask('v1.28.0');
    expect(wantedOfKamaji()).toBe('v1.30.2');
    expect(created()).toMatchObject({
      reason: 'UpgradeRefused',
      message: expect.stringContaining(`${INSTALLED} is installed`),
    });
  });

  it('waits until the control plane is whole', async () => {
    await start();
    kamajiInstalled(INSTALLED, 'NotReady');
    await ask('v1.30.2');
    expect(wantedOfKamaji()).toBe(INSTALLED);
    expect(created()?.reason).toBe('Upgrading');
    kamajiInstalled(INSTALLED);
    await bench.reconcile(cluster);
    expect(wantedOfKamaji()).toBe('v1.30.2');
  });

  it.each([
    [403, 'denied: unable to upgrade in non-sequential mode', 'non-sequential'],
    [500, 'failed calling webhook "mtenantcontrolplane.kb.io"', 'once it does'],
  ])(
    'that Kamaji rejects with %i is reported and retried',
    async (code, text, message) => {
      await start();
      bench.server.admit = (verb, plural) => {
        if (verb === 'patch' && plural === 'tenantcontrolplanes') {
          throw new FakeRefusal(code, 'Refused', text);
        }
      };
      expect(await ask('v1.30.2')).toEqual({ requeueAfterMs: 30_000 });
      expect(created()).toMatchObject({
        status: 'True',
        reason: 'UpgradeRefused',
        message: expect.stringContaining(message),
      });
      bench.server.admit = () => {};
      await bench.reconcile(cluster);
      expect(wantedOfKamaji()).toBe('v1.30.2');
    },
  );

  it('is reported beside an edit of the VIP', async () => {
    await start();
    bench.edit(cluster, {
      spec: { clusterEndpoint: { keepalived: { vip: '10.66.66.99' } } },
    });
    await ask('v1.31.0');
    expect(created()).toMatchObject({
      reason: 'AddressImmutable',
      message: expect.stringMatching(/VIP.*No minor version may be skipped/),
    });
  });

  it('is nothing where the API has no spec.version', async () => {
    await start({ specVersion: false, statusVersion: true });
    const before = wantedOfKamaji();
    await ask('v1.35.0');
    expect(wantedOfKamaji()).toBe(before);
    expect(created()?.reason).toBe('Created');
    expect(
      conditionOf(bench.live(cluster).status?.conditions, 'Upgraded'),
    ).toBe(undefined);
  });

  it('is left to the vendor where the kamaji role is not ours', async () => {
    await start();
    bench.roles = ['provisioning'];
    expect(await writesOf(() => ask('v1.30.2'))).not.toContain(
      'patch tenantcontrolplanes test',
    );
    expect(wantedOfKamaji()).toBe(INSTALLED);
  });

  it('is begun once, though the process died right after', async () => {
    await start();
    bench.edit(cluster, { spec: { version: 'v1.30.2' } });
    bench.writesLeft = 1;
    await bench.reconcile(cluster).catch(() => {});
    bench.restart();
    expect(await writesOf(() => bench.reconcile(cluster))).toEqual([
      'patch dpuclusters/status test',
    ]);
    expect(created()?.reason).toBe('Upgrading');
  });
});
