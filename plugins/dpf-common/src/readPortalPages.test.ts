import { DEFAULT_PORTAL_PATHS } from '@dpf-portal/dpf-model';
import { readPortalPages } from './readPortalPages';

const read = (settings: Record<string, string> = {}) =>
  readPortalPages({ getOptionalString: key => settings[key] });

describe('readPortalPages', () => {
  it('should have the paths of a new portal by default', () => {
    expect(read()).toEqual({ ...DEFAULT_PORTAL_PATHS, appBaseUrl: undefined });
  });

  it('should read each path, and the URL of the portal', () => {
    expect(
      read({
        'app.baseUrl': 'https://host/backstage',
        'dpf.pages.list': '/fleet',
        'dpf.pages.cluster': '/one/:managementCluster/:namespace/:name',
        'dpf.pages.entity': '/e/:kind/:namespace/:name',
      }),
    ).toEqual({
      appBaseUrl: 'https://host/backstage',
      list: '/fleet',
      cluster: '/one/:managementCluster/:namespace/:name',
      entity: '/e/:kind/:namespace/:name',
    });
  });

  it('should name the setting that is wrong, and the valid form', () => {
    expect(() => read({ 'dpf.pages.cluster': '/fleet/:name' })).toThrow(
      'Invalid configuration at dpf.pages.cluster: "/fleet/:name" needs :managementCluster, :namespace, :name as parts, each once, and no other parameter, for example /dpu-clusters/:managementCluster/:namespace/:name.',
    );
  });
});
