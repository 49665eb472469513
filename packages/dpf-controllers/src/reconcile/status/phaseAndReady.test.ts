import { Condition } from '@dpf-portal/kube-controller';
import { DpuClusterPhase, TenantObservation } from '@dpf-portal/dpf-model';
import { phaseAndReady } from './phaseAndReady';

const lastTransitionTime = '2026-01-01T00:00:00Z';
const condition = (
  type: string,
  status: Condition['status'],
  reason = 'Because',
): Condition => ({ type, status, reason, message: 'why', lastTransitionTime });

const created = condition('Created', 'True');
const notCreated = condition('Created', 'False', 'AddressInUse');
const healthy: TenantObservation = { health: 'healthy' };
const unhealthy: TenantObservation = {
  health: 'unhealthy',
  reason: 'Unreachable',
  message: 'gone',
};

describe('phaseAndReady', () => {
  it.each<
    [
      string,
      DpuClusterPhase | undefined,
      Condition[],
      TenantObservation | undefined,
      DpuClusterPhase,
      string,
      string,
    ]
  >([
    ['a new object', undefined, [], undefined, 'Creating', 'False', 'Creating'],
    ['Pending', 'Pending', [], undefined, 'Creating', 'False', 'Creating'],
    [
      'nobody made it',
      'Creating',
      [],
      healthy,
      'Creating',
      'False',
      'NotCreated',
    ],
    [
      'it cannot start',
      'Creating',
      [notCreated],
      undefined,
      'Creating',
      'False',
      'AddressInUse',
    ],
    [
      'all is well',
      'Creating',
      [created],
      healthy,
      'Ready',
      'True',
      'HealthCheckPassed',
    ],
    [
      'not probed yet',
      'Creating',
      [created],
      undefined,
      'Creating',
      'False',
      'HealthCheckPending',
    ],
    [
      'never answered',
      'Creating',
      [created],
      unhealthy,
      'NotReady',
      'False',
      'Unreachable',
    ],
    [
      'a gate closed',
      'Ready',
      [notCreated],
      healthy,
      'NotReady',
      'False',
      'AddressInUse',
    ],
    [
      'a foreign gate closed',
      'Ready',
      [created, condition('Other', 'Unknown')],
      healthy,
      'NotReady',
      'False',
      'Because',
    ],
    [
      'it died',
      'Ready',
      [created],
      unhealthy,
      'NotReady',
      'False',
      'Unreachable',
    ],
    [
      'it came back',
      'NotReady',
      [created],
      healthy,
      'Ready',
      'True',
      'HealthCheckPassed',
    ],
    [
      'a rotation is under way',
      'Ready',
      [created, condition('EtcdEncryptionRotationInProgress', 'False')],
      healthy,
      'Ready',
      'True',
      'HealthCheckPassed',
    ],
  ])(
    'B10: %s',
    (_what, livePhase, conditions, health, phase, status, reason) => {
      const result = phaseAndReady({
        livePhase,
        conditions,
        liveConditions: conditions,
        health,
      });
      expect(result).toMatchObject({ phase, ready: { status, reason } });
    },
  );

  it.each<[DpuClusterPhase, Condition['status']]>([
    ['Ready', 'True'],
    ['NotReady', 'False'],
  ])('keeps %s while nothing is known of the API', (livePhase, status) => {
    const ready = condition('Ready', status, 'AsItWas');
    expect(
      phaseAndReady({
        livePhase,
        conditions: [created],
        liveConditions: [created, ready],
        health: { health: 'unknown' },
      }),
    ).toMatchObject({ phase: livePhase, ready: { status, reason: 'AsItWas' } });
  });

  it('leaves Failed to the person who set it', () => {
    expect(
      phaseAndReady({
        livePhase: 'Failed',
        conditions: [created],
        liveConditions: [],
        health: healthy,
      }),
    ).toEqual({ phase: 'Failed' });
  });
});
