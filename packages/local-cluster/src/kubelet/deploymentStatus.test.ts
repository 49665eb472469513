import { deploymentStatus } from './deploymentStatus';
import { Deployment } from './workloads';

const now = '2026-11-24T04:00:00Z';
const before = '2026-11-24T03:00:00Z';

function deployment(overrides: Partial<Deployment> = {}): Deployment {
  return {
    metadata: { name: 'a', generation: 2 },
    spec: { replicas: 3, template: { spec: { containers: [] } } },
    ...overrides,
  };
}

describe('deploymentStatus', () => {
  it('has no ready replica until the pod serves', () => {
    const status = deploymentStatus(
      deployment(),
      { serving: false, rolling: true },
      now,
    );
    expect(status).toMatchObject({
      observedGeneration: 2,
      replicas: 3,
      readyReplicas: 0,
      unavailableReplicas: 3,
    });
  });

  it('has all of them once it does', () => {
    const status = deploymentStatus(
      deployment(),
      { serving: true, rolling: false },
      now,
    );
    expect(status).toMatchObject({
      replicas: 3,
      updatedReplicas: 3,
      readyReplicas: 3,
      unavailableReplicas: 0,
    });
    expect(status.conditions).toMatchObject([
      { type: 'Available', status: 'True' },
    ]);
  });

  it('has twice as many while a new template rolls out', () => {
    const status = deploymentStatus(
      deployment(),
      { serving: true, rolling: true },
      now,
    );
    expect(status).toMatchObject({ replicas: 6, unavailableReplicas: 3 });
  });

  it('reports at most the given number of ready replicas', () => {
    const status = deploymentStatus(
      deployment(),
      { serving: true, rolling: false, readyLimit: 2 },
      now,
    );
    expect(status).toMatchObject({ readyReplicas: 2, unavailableReplicas: 1 });
  });

  it('says why no pod can be created', () => {
    const status = deploymentStatus(
      deployment(),
      { serving: false, rolling: false, failure: 'quota exceeded' },
      now,
    );
    expect(status.replicas).toBe(0);
    expect(status.conditions).toContainEqual(
      expect.objectContaining({
        type: 'ReplicaFailure',
        reason: 'FailedCreate',
        message: 'quota exceeded',
      }),
    );
  });

  it('keeps the time of a condition that has not changed', () => {
    const live = deployment({
      status: {
        conditions: [
          {
            type: 'Available',
            status: 'True',
            reason: 'MinimumReplicasAvailable',
            lastTransitionTime: before,
          },
        ],
      },
    });
    const time = (serving: boolean) =>
      deploymentStatus(live, { serving, rolling: false }, now).conditions?.[0]
        .lastTransitionTime;
    expect(time(true)).toBe(before);
    expect(time(false)).toBe(now);
  });
});
