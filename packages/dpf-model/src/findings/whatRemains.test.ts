import {
  aCluster,
  aControlPlane,
  aDpu,
  aWorld,
  keepalivedOn,
} from '@dpf-portal/test-support';
import { whatRemains, whatRemainsOfGone } from './whatRemains';

const deletionTimestamp = '2026-11-24T14:00:05Z';
const deleting = aCluster({
  metadata: { deletionTimestamp, finalizers: ['a/b'] },
});
const registered = aCluster({
  metadata: { deletionTimestamp },
  spec: { type: 'static', kubeconfig: 'green-admin-kubeconfig' },
});

describe('whatRemains', () => {
  it('lists what is still there, in the order in which it goes', () => {
    const around = {
      dpus: [aDpu('dpu-1')],
      controlPlane: aControlPlane(),
      daemonSet: keepalivedOn(3),
    };
    const { deleting: objects, stays } = whatRemains(deleting, aWorld(around));
    expect(
      objects.map(({ kind, state, finalizers }) => [kind, state, finalizers]),
    ).toEqual([
      ['DPU', 'waiting', undefined],
      ['DPUCluster', 'deleting', ['a/b']],
      ['TenantControlPlane', 'waiting', undefined],
      ['DaemonSet', 'waiting', undefined],
    ]);
    expect(stays).toEqual([]);
  });

  it('says what has no owner and stays', () => {
    const { metadata, ...rest } = aControlPlane();
    const controlPlane = {
      ...rest,
      metadata: {
        ...metadata,
        namespace: 'team-a',
        labels: {
          'dpu.nvidia.com/cluster': 'green',
          'app.kubernetes.io/managed-by': 'dpf-portal',
        },
        ownerReferences: undefined,
      },
    };
    const world = aWorld({ controlPlane });
    const { deleting: objects, stays } = whatRemains(deleting, world);
    expect(objects.map(({ kind }) => kind)).toEqual(['DPUCluster']);
    expect(stays).toEqual([
      'TenantControlPlane team-a/green has no owner, so it is not deleted with the cluster.',
    ]);
  });

  it('says that a registered cluster keeps running, and which Secret stays', () => {
    expect(whatRemains(registered, aWorld({})).stays).toEqual([
      'The API server and everything in it keep running; only its registration is removed.',
    ]);
    const secret = {
      name: 'green-admin-kubeconfig',
      state: 'usable' as const,
      unowned: {},
    };
    expect(whatRemains(registered, aWorld({ secret })).stays[1]).toBe(
      'Secret green-admin-kubeconfig has no owner, so it is not deleted with the cluster.',
    );
  });

  it('names fifty objects and counts the others', () => {
    const dpus = Array.from({ length: 60 }, (_, i) => aDpu(`dpu-${i}`));
    const { deleting: objects, more } = whatRemains(deleting, aWorld({ dpus }));
    expect([objects.length, more]).toEqual([50, 11]);
  });
});

describe('whatRemainsOfGone', () => {
  it('finds a control plane by the uid of its owner', () => {
    const object = aControlPlane();
    const [owner] = object.metadata.ownerReferences ?? [];
    const running = [{ kind: 'TenantControlPlane' as const, object }];
    expect(whatRemainsOfGone(owner?.uid ?? '', running).deleting).toMatchObject(
      [{ kind: 'TenantControlPlane', state: 'waiting' }],
    );
    expect(whatRemainsOfGone('another', running).deleting).toEqual([]);
  });
});
