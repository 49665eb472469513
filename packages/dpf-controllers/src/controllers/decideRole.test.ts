import {
  ControllerRole,
  RoleMode,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { VendorRole } from '../managementCluster/VendorWatch';
import { decideRole } from './decideRole';
import { observedRole } from './observedRoles';

type Seen = Omit<VendorRole, 'role'>;

const absent: Seen = { deployment: 'absent', lease: 'free' };
const installed: Seen = { deployment: 'present', lease: 'held', holder: 'v' };
const down: Seen = { deployment: 'present', lease: 'free' };
const run: Seen = { deployment: 'absent', lease: 'held', holder: 'v' };
const ours: Seen = { ...run, holder: 'us', holderIsOurs: true };
const closed: Seen = { deployment: 'unknown', lease: 'unknown' };

describe('decideRole', () => {
  it.each<[ControllerRole, RoleMode, string, Seen, boolean]>([
    ['kamaji', 'disabled', 'absent', absent, false],
    ['kamaji', 'enabled', 'absent', absent, true],
    ['kamaji', 'enabled', 'installed', installed, true],
    ['kamaji', 'enabled', 'closed', closed, true],
    ['kamaji', 'auto', 'absent', absent, true],
    ['kamaji', 'auto', 'installed', installed, false],
    ['kamaji', 'auto', 'down', down, false],
    ['kamaji', 'auto', 'closed', closed, false],
    ['kamaji', 'auto', 'run without being installed', run, false],
    ['kamaji', 'enabled', 'run without being installed', run, true],
    ['kamaji', 'auto', 'another of our instances', ours, true],
    ['static', 'auto', 'absent', absent, true],
    ['provisioning', 'enabled', 'absent', absent, true],
    ['provisioning', 'enabled', 'installed', installed, false],
    ['provisioning', 'enabled', 'down', down, false],
    ['provisioning', 'enabled', 'closed', closed, false],
    ['provisioning', 'auto', 'absent', absent, true],
  ])('%s %s where the vendor is %s', (role, mode, _what, seen, candidate) => {
    const decision = decideRole(role, mode, { role, ...seen });
    expect('reason' in decision).toBe(!candidate);
    expect(decision.candidate).toBe(candidate);
  });

  it('is not a candidate for a Lease it may not read in auto', () => {
    expect(
      decideRole('kamaji', 'auto', {
        role: 'kamaji',
        deployment: 'absent',
        lease: 'unknown',
      }).candidate,
    ).toBe(false);
  });
});

describe('observedRole', () => {
  it.each<[string, Seen, string | undefined, string]>([
    ['absent', absent, undefined, 'nobody'],
    ['installed', installed, undefined, 'vendor'],
    ['down', down, undefined, 'vendor'],
    ['closed', closed, undefined, 'unknown'],
    [
      'our own elsewhere',
      { ...absent, lease: 'held', holder: 'us' },
      'us',
      'portal',
    ],
    [
      'another than ours',
      { ...absent, lease: 'held', holder: 'v' },
      'us',
      'vendor',
    ],
  ])('%s', (_what, seen, own, runBy) => {
    const status = observedRole(
      {
        vendorRole: role => ({ role, ...seen }),
        controllersHolder: () =>
          own ? { lease: 'held', holder: own } : { lease: 'free' },
      },
      'kamaji',
      'disabled',
    );
    expect(status).toMatchObject({ role: 'kamaji', runBy });
    expect(status.reason).not.toBe('');
  });
});
