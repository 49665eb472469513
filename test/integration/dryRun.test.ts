import { CORE_RESOURCES, KubeObject } from '@dpf-portal/kube-controller';
import { Lab } from '../management/Lab';

const { configMaps } = CORE_RESOURCES;
const DRY = { dryRun: true };

describe('A dry run changes nothing', () => {
  let lab: Lab;
  let before: KubeObject;

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
    before = await lab.api.client.create(configMaps, {
      metadata: { namespace: 'team-a', name: 'kept' },
    });
  });
  afterAll(() => lab?.stop());

  it.each([
    [
      'creation',
      () =>
        lab.api.client.create(
          configMaps,
          { metadata: { namespace: 'team-a', name: 'never' } },
          DRY,
        ),
    ],
    [
      'patch',
      () =>
        lab.api.client.mergePatch(
          configMaps,
          before.metadata,
          { data: { a: 'b' } },
          DRY,
        ),
    ],
    [
      'server-side apply',
      () =>
        lab.api.client.apply<KubeObject & { data: object }>(
          configMaps,
          {
            metadata: { namespace: 'team-a', name: 'kept' },
            data: { a: 'b' },
          },
          { fieldManager: 'test', ...DRY },
        ),
    ],
    [
      'deletion',
      () =>
        lab.api.client.delete(configMaps, before.metadata, {
          uid: before.metadata.uid,
          ...DRY,
        }),
    ],
  ])('as a %s', async (_, write) => {
    await write();
    const live = await lab.api.client.listAll(configMaps, {
      namespace: 'team-a',
    });
    expect(
      live.filter(({ metadata }) => metadata.name !== 'kube-root-ca.crt'),
    ).toEqual([before]);
  });
});
