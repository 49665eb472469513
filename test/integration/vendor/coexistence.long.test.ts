import { CONTROLLER_ROLES, ControllerRole } from '@dpf-portal/dpf-model';
import { DEFAULT_LEADER_ELECTION_NAMESPACE } from '@dpf-portal/dpf-world';
import { CORE_RESOURCES, LeaseObject } from '@dpf-portal/kube-controller';
import { WriterTurn, turnsOf } from '../../audit/turnsOf';
import { ControllersProcess } from '../../controllers/ControllersProcess';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { ManagementApi } from '../../management/ManagementApi';
import { eventually } from '../../portal/eventually';
import { ClusterStream } from '../../vendor/ClusterStream';
import { VendorLab, vendorLease } from '../../vendor/VendorLab';
import { describeWithVendor } from '../../vendor/describeWithVendor';

const US = 'dpf-controllers';
// A minute without requests plus the rest of the Lease, on a busy machine.
const TAKE_OVER_MS = 150_000;

describeWithVendor('Beside the vendor’s own controllers', () => {
  let vendorLab: VendorLab;
  let ours: ControllersProcess | undefined;

  beforeEach(async () => {
    vendorLab = await VendorLab.start();
  });
  afterEach(async () => {
    ours?.resume();
    await vendorLab?.stop();
  });

  const startOurs = (role: ControllerRole) => {
    ours = vendorLab.lab.startControllers({
      args: ['--roles', `${role}=auto`],
    });
    return ours;
  };

  /** The vendor keeps the roles that are not tested. */
  const startOthers = async (role: ControllerRole) => {
    for (const other of CONTROLLER_ROLES.filter(r => r !== role)) {
      await vendorLab.startVendor(other);
    }
  };

  const holderOf = async (role: ControllerRole) => {
    const lease = await vendorLab.lab.api.client.get<LeaseObject>(
      CORE_RESOURCES.leases,
      {
        namespace: DEFAULT_LEADER_ELECTION_NAMESPACE,
        name: vendorLease(role),
      },
    );
    return lease.spec?.holderIdentity || undefined;
  };

  const heldByAnother = (role: ControllerRole, holder?: string) =>
    eventually(
      `somebody else than ${holder} holds the Lease of ${role}`,
      async () => {
        const now = await holderOf(role);
        return now && now !== holder ? now : undefined;
      },
      { timeoutMs: TAKE_OVER_MS },
    );

  const turnsIn = async (role: ControllerRole): Promise<WriterTurn[]> => {
    const { audit } = vendorLab.lab;
    return turnsOf([
      ...(await audit.writesOf(VendorLab.userOf(role))),
      ...(await audit.writesOf(US)),
    ]);
  };

  /** The order of the writers, and the first write of an unexpected third turn. */
  const writers = (turns: WriterTurn[]) =>
    turns.map(({ user, first }, nth) => (nth < 2 ? user : `${user}: ${first}`));

  const report = (what: string, from: number, turns: WriterTurn[]) => {
    const [old, next] = turns.slice(-2);
    process.stdout.write(
      `  ${what}: last write of ${old.user} after ${old.ended - from} ms, ` +
        `first of ${next.user} after ${next.begun - from} ms ` +
        `(${turns
          .map(({ user, writes }) => `${user} ${writes}`)
          .join(', ')})\n`,
    );
  };

  it.each(CONTROLLER_ROLES)(
    'takes the role %s when the vendor is uninstalled with its Lease, and writes only after the vendor’s last write',
    async role => {
      await startOthers(role);
      await vendorLab.install(role);
      const vendor = await vendorLab.startVendor(role);
      const holder = await heldByAnother(role);
      startOurs(role);
      const stream = await ClusterStream.start(vendorLab.lab, role);
      await stream.oneMoreIsReady();

      const from = Date.now();
      await vendor.kill();
      await vendorLab.uninstall(role);
      await vendorLab.dropLease(role);
      await heldByAnother(role, holder);
      await stream.oneMoreIsReady();
      await stream.allReady();

      const turns = await turnsIn(role);
      expect(writers(turns)).toEqual([VendorLab.userOf(role), US]);
      report(`${role}, vendor to us`, from, turns);
    },
    240_000,
  );

  it.each(CONTROLLER_ROLES)(
    'leaves the role %s at once when the vendor’s Deployment appears, and writes nothing after the vendor’s first write',
    async role => {
      await startOthers(role);
      startOurs(role);
      const us = await heldByAnother(role);
      const stream = await ClusterStream.start(vendorLab.lab, role);
      await stream.oneMoreIsReady();

      const from = Date.now();
      await vendorLab.startVendor(role);
      await vendorLab.install(role);
      await heldByAnother(role, us);
      await stream.oneMoreIsReady();
      await stream.allReady();

      const turns = await turnsIn(role);
      expect(writers(turns)).toEqual([US, VendorLab.userOf(role)]);
      report(`${role}, us to vendor`, from, turns);
    },
    240_000,
  );

  it('leaves the keepalived that it finds in peace, and replaces it when it no longer does what is asked', async () => {
    const role = 'kamaji';
    const { api, audit } = vendorLab.lab;
    await startOthers(role);
    const vendor = await vendorLab.startVendor(role);
    const cluster = await api.clusterReady(
      await api.createCluster(
        'team-a',
        kamajiCluster('taken', { vip: '10.66.66.66', virtualRouterID: 66 }),
      ),
    );
    const child = { namespace: 'team-a', name: 'taken-keepalived' };
    const { daemonSets } = CORE_RESOURCES;
    const before = await api.client.get(daemonSets, child);
    await vendor.kill();
    await vendorLab.dropLease(role);
    startOurs(role);
    await api.clusterWhen(
      cluster,
      'is looked after by us',
      ({ status }) =>
        status?.conditions?.find(({ type }) => type === 'KeepalivedReady')
          ?.message !== '',
    );
    expect(await api.client.get(daemonSets, child)).toEqual(before);

    await api.client.mergePatch(
      ManagementApi.resourceOf('provisioning.dpu.nvidia.com'),
      cluster.metadata,
      { spec: { clusterEndpoint: { keepalived: { interface: 'eth7' } } } },
    );
    await eventually('keepalived is ours', async () => {
      const { metadata } = await api.client.get(daemonSets, child);
      return metadata.uid !== before.metadata.uid &&
        metadata.labels?.['app.kubernetes.io/managed-by'] === 'dpf-portal'
        ? true
        : undefined;
    });
    const refused = (await audit.writesOf(US)).filter(
      ({ responseStatus }) => responseStatus?.code === 422,
    );
    expect(refused).toEqual([]);
  });

  it('takes a role whose holder was killed only after its Lease has been silent for a minute', async () => {
    const role = 'kamaji';
    await startOthers(role);
    const vendor = await vendorLab.startVendor(role);
    const holder = await heldByAnother(role);
    startOurs(role);
    const stream = await ClusterStream.start(vendorLab.lab, role);
    await stream.oneMoreIsReady();

    const from = Date.now();
    await vendor.kill();
    await heldByAnother(role, holder);
    await stream.oneMoreIsReady();
    await stream.allReady();

    const turns = await turnsIn(role);
    expect(writers(turns)).toEqual([VendorLab.userOf(role), US]);
    expect(turns[1].begun - turns[0].ended).toBeGreaterThan(60_000);
    report('kamaji, vendor killed', from, turns);
  });

  it('keeps out while the installed vendor is rolled and killed again and again', async () => {
    const role = 'kamaji';
    await startOthers(role);
    await vendorLab.install(role);
    startOurs(role);
    const stream = await ClusterStream.start(vendorLab.lab, role);
    for (const end of ['stop', 'kill', 'kill'] as const) {
      const vendor = await vendorLab.startVendor(role);
      await stream.oneMoreIsReady();
      await vendor[end]();
    }
    await vendorLab.startVendor(role);
    await stream.oneMoreIsReady();
    await stream.allReady();

    expect(writers(await turnsIn(role))).toEqual([VendorLab.userOf(role)]);
  });

  it.each(['kill', 'suspend'] as const)(
    'never writes again after a %s in the middle of its work, once the vendor has begun',
    async how => {
      const role = 'kamaji';
      await startOthers(role);
      const us = startOurs(role);
      const holder = await heldByAnother(role);
      const stream = await ClusterStream.start(vendorLab.lab, role);
      await stream.oneMoreIsReady();

      const from = Date.now();
      await us[how]();
      await vendorLab.install(role);
      await vendorLab.startVendor(role);
      await heldByAnother(role, holder);
      us.resume();
      await stream.oneMoreIsReady();
      await stream.allReady();

      const turns = await turnsIn(role);
      expect(writers(turns)).toEqual([US, VendorLab.userOf(role)]);
      report(`kamaji, us to vendor after a ${how}`, from, turns);
    },
    240_000,
  );
});
