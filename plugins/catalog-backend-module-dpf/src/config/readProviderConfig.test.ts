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
    ).toThrow(/entityRef/);
  });
});
