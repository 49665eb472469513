import { DpuCluster } from '@dpf-portal/dpf-model';
import { JsonPatchOperation } from '@dpf-portal/kube-controller';
import { kamajiCluster } from '../fixtures/kamajiCluster';
import { Lab } from '../management/Lab';
import { ManagementApi } from '../management/ManagementApi';

type Conditions = NonNullable<DpuCluster['status']>['conditions'];

const condition = (type: string) => ({
  type,
  status: 'True' as const,
  reason: 'Tried',
  message: '',
  lastTransitionTime: '2026-01-01T00:00:00Z',
});

describe('A JSON patch of a status', () => {
  let lab: Lab;
  let read: DpuCluster;

  const resource = ManagementApi.resourceOf('provisioning.dpu.nvidia.com');
  const patch = (operations: JsonPatchOperation[]) =>
    lab.api.client.jsonPatch<DpuCluster>(resource, read.metadata, operations, {
      resourceVersion: read.metadata.resourceVersion ?? '',
      subresource: 'status',
    });
  const setConditions = (conditions: Conditions) =>
    lab.api.client.mergePatch<DpuCluster>(
      resource,
      read.metadata,
      { status: { conditions } },
      { subresource: 'status' },
    );

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
    await lab.api.policyInForce();
    read = await lab.api.createCluster(
      'team-a',
      kamajiCluster('test', { vip: '10.66.70.1', virtualRouterID: 1 }),
    );
  });
  beforeEach(async () => {
    read = await setConditions([condition('A'), condition('B')]);
  });
  afterAll(() => lab?.stop());

  it('changes what it names', async () => {
    const after = await patch([
      { op: 'remove', path: '/status/conditions/1' },
      { op: 'add', path: '/status/conditions/-', value: condition('C') },
    ]);
    expect(after.status?.conditions).toEqual([condition('A'), condition('C')]);
  });

  it('is a conflict when the object has changed, though it would still fit', async () => {
    await setConditions([condition('B'), condition('A')]);
    await expect(
      patch([{ op: 'remove', path: '/status/conditions/1' }]),
    ).rejects.toMatchObject({ status: 409, reason: 'Conflict' });
  });

  it('is a conflict when the object has changed so that it does not fit any more', async () => {
    await setConditions([]);
    await expect(
      patch([{ op: 'remove', path: '/status/conditions/1' }]),
    ).rejects.toMatchObject({ status: 409, reason: 'Conflict' });
  });

  it('that the schema refuses is said to be invalid, and where', async () => {
    await expect(
      patch([
        {
          op: 'replace',
          path: '/status/conditions/0',
          value: { ...condition('A'), status: 'Perhaps' },
        },
      ]),
    ).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('status.conditions[0].status'),
    });
  });

  it('that an admission policy rejects fails with the reason', async () => {
    await expect(
      lab.api.client.jsonPatch<DpuCluster>(
        resource,
        read.metadata,
        [{ op: 'replace', path: '/spec/type', value: 'not a type' }],
        { resourceVersion: read.metadata.resourceVersion ?? '' },
      ),
    ).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('type'),
    });
  });
});
