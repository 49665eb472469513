import {
  CONTROLLER_ROLES,
  ControllerRole,
  DpfOperatorConfig,
  KnownOperatorConfig,
  RoleMode,
} from '@dpf-portal/dpf-model';
import { VENDOR_ROLES, VendorRole } from './vendorRoles';
import { RoleDecision, decideRole } from './decideRole';
import { observedRole } from './observedRoles';

type Seen = (role: ControllerRole) => VendorRole;

const OLD = 0;
const NEW = 1;

const seen =
  (
    deployment: VendorRole['deployment'],
    ...held: Array<[generation: number, holder: string]>
  ): Seen =>
  role => ({
    role,
    deployment,
    holders: held.map(([generation, holder]) => ({
      lease: VENDOR_ROLES[role].leases[generation],
      holder,
      isOurs: holder === 'us',
    })),
  });

const absent = seen('absent');
const installed = seen('present', [OLD, 'v']);
const scaledToZero = seen('present');
const unreadableLeases: Seen = role => ({
  role,
  deployment: 'absent',
  holders: 'unknown',
});
const closed: Seen = role => ({
  role,
  deployment: 'unknown',
  holders: 'unknown',
});

const dpf = (version?: string): DpfOperatorConfig => ({
  metadata: { name: 'dpfoperatorconfig' },
  status: { version },
});

const decide = (
  role: ControllerRole,
  vendor: Seen,
  mode: RoleMode = 'auto',
  operatorConfig?: KnownOperatorConfig,
) => decideRole({ mode, vendor: vendor(role), operatorConfig });

const reasonOf = (decision: RoleDecision) =>
  decision.candidate ? undefined : decision.reason;

describe.each(CONTROLLER_ROLES)('decideRole for %s', role => {
  it.each<[string, Seen, boolean]>([
    ['absent', absent, true],
    ['installed and at work', installed, false],
    ['installed and scaled to zero', scaledToZero, false],
    ['not to be seen', closed, false],
    ['not to be seen by its Leases', unreadableLeases, false],
    [
      'at work by the old Lease, not installed',
      seen('absent', [OLD, 'v']),
      false,
    ],
    [
      'at work by the new Lease, not installed',
      seen('absent', [NEW, 'v']),
      false,
    ],
    [
      'at work by the new Lease while the old one is ours',
      seen('absent', [OLD, 'us'], [NEW, 'v']),
      false,
    ],
    [
      'another of our instances',
      seen('absent', [OLD, 'us'], [NEW, 'us']),
      true,
    ],
  ])('where the vendor is %s', (_what, vendor, candidate) => {
    expect(decide(role, vendor).candidate).toBe(candidate);
    expect(decide(role, vendor, 'disabled').candidate).toBe(false);
  });

  it('says which field of DPFOperatorConfig lets it take over', () => {
    expect(reasonOf(decide(role, scaledToZero))).toContain(
      `set ${VENDOR_ROLES[role].disabledBy}: true in the DPFOperatorConfig`,
    );
  });

  it('names the Lease that somebody else holds', () => {
    expect(reasonOf(decide(role, seen('absent', [NEW, 'v'])))).toContain(
      `v holds the role's Lease ${VENDOR_ROLES[role].leases[NEW]}`,
    );
  });

  it.each<[string, KnownOperatorConfig, boolean]>([
    ['not there', undefined, true],
    ['not readable', 'unreadable', true],
    ['without a version', dpf(), true],
    ['no version', dpf('latest'), true],
    ['a number alone', dpf('27'), true],
    ['v24.10.0', dpf('v24.10.0'), true],
    ['25.10.1', dpf('25.10.1'), true],
    ['v26.8.0', dpf('v26.8.0'), true],
    ['v26.12.3-rc.1', dpf('v26.12.3-rc.1'), true],
    ['v27.1.0', dpf('v27.1.0'), false],
    ['27.1', dpf('27.1'), false],
    ['v27.1.0-rc.1', dpf('v27.1.0-rc.1'), false],
    ['v100.2.0', dpf('v100.2.0'), false],
  ])(
    'starts only beside a DPF that is supported: %s',
    (_what, config, candidate) => {
      const decision = decide(role, absent, 'auto', config);
      expect(decision.candidate).toBe(candidate);
      expect('keepsRunning' in decision).toBe(!candidate);
    },
  );

  it('does not go on beside the vendor, whatever its version', () => {
    const decision = decide(role, scaledToZero, 'auto', dpf('v27.1.0'));
    expect('keepsRunning' in decision).toBe(false);
  });
});

describe('the Leases of the roles', () => {
  it('are those of DPF up to 25.10 and from 26.4, taken in that order', () => {
    expect(CONTROLLER_ROLES.map(role => VENDOR_ROLES[role].leases)).toEqual([
      ['204fbe18.dpu.nvidia.com', 'kamaji-cluster-manager.dpu.nvidia.com'],
      ['507jei28.dpu.nvidia.com', 'static-cluster-manager.dpu.nvidia.com'],
      ['19f9f38b.nvidia.com', 'provisioning.dpu.nvidia.com'],
    ]);
  });
});

describe('observedRole', () => {
  const observe = (vendor: Seen, own?: string, config?: KnownOperatorConfig) =>
    observedRole(
      {
        vendorRole: vendor,
        controllersHolder: () =>
          own ? { lease: 'held', holder: own } : { lease: 'free' },
        operatorConfig: () => config,
      },
      'kamaji',
      'disabled',
    );

  it('knows that nobody runs a role that DPF’s version keeps our controllers from starting', () => {
    expect(observe(absent, 'us')).toMatchObject({ runBy: 'unknown' });
    expect(observe(absent, 'us', dpf('v27.1.0'))).toMatchObject({
      runBy: 'nobody',
      reason: expect.stringContaining('so the role does not start here'),
    });
    expect(
      observe(seen('absent', [OLD, 'us'], [NEW, 'us']), 'us', dpf('v27.1.0')),
    ).toMatchObject({ runBy: 'portal' });
  });

  it.each<[string, Seen, string | undefined, string, string | undefined]>([
    ['absent', absent, undefined, 'nobody', undefined],
    ['installed', installed, undefined, 'vendor', 'v'],
    ['scaled to zero', scaledToZero, undefined, 'vendor', undefined],
    ['closed', closed, undefined, 'unknown', undefined],
    [
      'our own elsewhere',
      seen('absent', [OLD, 'us'], [NEW, 'us']),
      'us',
      'portal',
      'us',
    ],
    ['another than ours', seen('absent', [NEW, 'v']), 'us', 'vendor', 'v'],
    [
      'ours and another',
      seen('absent', [OLD, 'us'], [NEW, 'v']),
      'us',
      'vendor',
      'v',
    ],
  ])('%s', (_what, vendor, own, runBy, holder) => {
    const status = observe(vendor, own);
    expect(status).toMatchObject({ role: 'kamaji', runBy });
    expect(status.holder).toBe(holder);
    expect(status.reason).not.toBe('');
  });
});
