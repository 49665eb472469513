import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  EntityProvider,
  catalogProcessingExtensionPoint,
} from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { catalogModuleDpf } from './module';

async function providersWith(data: object): Promise<EntityProvider[]> {
  const addEntityProvider = jest.fn();
  await startTestBackend({
    extensionPoints: [
      [
        catalogProcessingExtensionPoint,
        {
          addEntityProvider,
          addPlaceholderResolver: jest.fn(),
          addProcessor: jest.fn(),
          setOnProcessingErrorHandler: jest.fn(),
        },
      ],
    ],
    features: [
      catalogModuleDpf,
      catalogServiceMock.factory(),
      mockServices.events.factory(),
      mockServices.scheduler.mock({
        createScheduledTaskRunner: () => ({ run: async () => {} }),
      }).factory,
      mockServices.rootConfig.factory({ data }),
    ],
  });
  return addEntityProvider.mock.calls.flat(2);
}

const managementClusters = [{ name: 'lab' }, { name: 'prod' }];
const defaultOwner = 'group:default/platform';

describe('catalogModuleDpf', () => {
  it('should add a provider for each management cluster, and one for the templates', async () => {
    const providers = await providersWith({
      dpf: { managementClusters },
      catalog: { providers: { dpf: { defaultOwner } } },
    });
    expect(providers.map(provider => provider.getProviderName())).toEqual([
      'dpf-provider:templates',
      'dpf-provider:lab',
      'dpf-provider:prod',
    ]);
  });

  it.each([
    [undefined, ['dpu-cluster-kamaji', 'dpu-cluster-static']],
    [false, []],
  ])('should provide templates by config %s: %j', async (templates, names) => {
    const [provider] = await providersWith({
      dpf: { managementClusters: [] },
      catalog: { providers: { dpf: { defaultOwner, templates } } },
    });
    const applyMutation = jest.fn();
    await provider.connect({ applyMutation, refresh: jest.fn() });
    const [{ type, entities }] = applyMutation.mock.calls[0];
    expect(type).toBe('full');
    expect(
      entities.map(
        (e: { entity: { metadata: { name: string } } }) =>
          e.entity.metadata.name,
      ),
    ).toEqual(names);
  });

  it('should do nothing without a configuration of DPF', async () => {
    expect(await providersWith({})).toEqual([]);
  });
});
