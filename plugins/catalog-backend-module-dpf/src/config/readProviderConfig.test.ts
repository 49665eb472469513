import { ConfigReader } from '@backstage/config';
import { DEFAULT_PORTAL_PATHS } from '@dpf-portal/dpf-model';
import { readProviderConfig } from './readProviderConfig';

const dpf = { managementClusters: [{ name: 'lab' }] };

function read(own: object | undefined, clusters: object | undefined = dpf) {
  return readProviderConfig(
    new ConfigReader({
      ...(clusters ? { dpf: clusters } : {}),
      ...(own ? { catalog: { providers: { dpf: own } } } : {}),
    }),
  );
}

describe('readProviderConfig', () => {
  it('should have defaults for everything but the owner', () => {
    expect(read({ defaultOwner: 'group:default/platform' })).toEqual({
      managementClusters: [{ name: 'lab', title: 'lab', entityRef: undefined }],
      defaultOwner: 'group:default/platform',
      entityNamespace: 'default',
      schedule: { frequency: { minutes: 30 }, timeout: { minutes: 5 } },
      templates: true,
      pages: DEFAULT_PORTAL_PATHS,
      gitTemplates: false,
    });
  });

  it('should return undefined without a configuration of DPF', () => {
    expect(readProviderConfig(new ConfigReader({}))).toBeUndefined();
  });

  it.each([[undefined], [{}], [{ defaultOwner: 'group:' }]])(
    'should demand an owner: %j',
    own => {
      expect(() => read(own)).toThrow(/defaultOwner/);
    },
  );

  it('should reject a malformed entity ref', () => {
    expect(() =>
      read(
        { defaultOwner: 'group:default/platform' },
        { managementClusters: [{ name: 'lab', entityRef: 'x' }] },
      ),
    ).toThrow('dpf.managementClusters[0].entityRef');
  });

  describe('the Kubernetes plugin', () => {
    const readWith = (options: {
      enabled?: boolean;
      locator?: string;
      labelSelector?: string;
    }) =>
      readProviderConfig(
        new ConfigReader({
          dpf: {
            ...dpf,
            kubeconfigs: { kubernetesPlugin: { enabled: options.enabled } },
          },
          kubernetes: { serviceLocatorMethod: { type: options.locator } },
          catalog: {
            providers: {
              dpf: {
                defaultOwner: 'group:default/platform',
                workloads: { labelSelector: options.labelSelector },
              },
            },
          },
        }),
      )?.kubernetesPlugin;

    it('should be linked where it gets DPU clusters', () => {
      expect(readWith({})).toBeUndefined();
      expect(readWith({ enabled: true })).toEqual({});
      expect(
        readWith({
          enabled: true,
          locator: 'singleTenant',
          labelSelector: 'a=b',
        }),
      ).toEqual({ labelSelector: 'a=b' });
    });

    it.each([
      { labelSelector: 'a=b', locator: 'singleTenant' },
      { labelSelector: 'a=b', enabled: true, locator: 'multiTenant' },
      { labelSelector: 'a=b', enabled: true },
    ])('should not show workloads of other clusters: %j', options => {
      expect(() => readWith(options)).toThrow('singleTenant');
    });
  });
});
