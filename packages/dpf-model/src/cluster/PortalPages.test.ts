import { DPU_CLUSTER_GROUPS } from './DpuCluster';
import {
  DEFAULT_PORTAL_PATHS,
  PortalPage,
  dpuClusterPagePath,
  dpuClusterPageUrl,
  entityPageUrl,
  platformPageUrl,
  portalPathProblem,
} from './PortalPages';

const ref = { managementCluster: 'lab', namespace: 'team-a', name: 'blue' };
const guide = { ...ref, group: DPU_CLUSTER_GROUPS.guide };
const entity = { kind: 'resource', namespace: 'default', name: 'lab.a.blue' };
const moved = {
  appBaseUrl: 'https://host/backstage/',
  list: '/fleet',
  cluster: '/fleet-cluster/:namespace/:name/:managementCluster',
  entity: '/:kind/:namespace/:name',
};

describe('addresses of the pages', () => {
  it('are those of a new portal by default', () => {
    expect(dpuClusterPagePath(ref, DEFAULT_PORTAL_PATHS)).toBe(
      '/dpu-clusters/lab/team-a/blue',
    );
    expect(dpuClusterPagePath(guide, DEFAULT_PORTAL_PATHS)).toBe(
      '/dpu-clusters/lab/team-a/blue?group=provisioning.dpf.nvidia.com',
    );
    expect(platformPageUrl(DEFAULT_PORTAL_PATHS)).toBe(
      '/dpu-clusters/platform',
    );
    expect(entityPageUrl(entity, DEFAULT_PORTAL_PATHS)).toBe(
      '/catalog/default/resource/lab.a.blue',
    );
  });

  it('follow the paths of the portal, below its base URL', () => {
    expect(dpuClusterPagePath(guide, moved)).toBe(
      '/fleet-cluster/team-a/blue/lab?group=provisioning.dpf.nvidia.com',
    );
    expect(dpuClusterPageUrl(ref, moved)).toBe(
      'https://host/backstage/fleet-cluster/team-a/blue/lab',
    );
    expect(platformPageUrl(moved)).toBe(
      'https://host/backstage/fleet/platform',
    );
    expect(entityPageUrl(entity, moved)).toBe(
      'https://host/backstage/resource/default/lab.a.blue',
    );
  });

  it('encode what is put into them', () => {
    expect(
      dpuClusterPagePath({ ...ref, name: '../x?y' }, DEFAULT_PORTAL_PATHS),
    ).toBe('/dpu-clusters/lab/team-a/..%2Fx%3Fy');
  });
});

describe('portalPathProblem', () => {
  it('accepts the defaults, and other paths with the same parameters', () => {
    for (const paths of [DEFAULT_PORTAL_PATHS, moved]) {
      for (const page of ['list', 'cluster', 'entity'] as const) {
        expect(portalPathProblem(page, paths[page])).toBeUndefined();
      }
    }
  });

  it.each<[PortalPage, string, RegExp]>([
    ['list', '/', /cannot be at \//],
    ['list', '', /is not a path/],
    ['list', 'fleet', /is not a path/],
    ['list', '/fleet/', /is not a path/],
    ['list', '//host/fleet', /is not a path/],
    ['list', 'https://host/fleet', /is not a path/],
    ['list', '/fleet?a=b', /is not a path/],
    ['list', '/fleet#top', /is not a path/],
    ['list', '/fleet/*', /is not a path/],
    ['list', '/fl eet', /is not a path/],
    ['list', '/:site/fleet', /has the parameter :site/],
    ['cluster', '/fleet', /needs :managementCluster, :namespace, :name/],
    ['cluster', '/c/:managementCluster/:namespace', /needs :managementCluster/],
    ['cluster', '/c/:managementCluster/:namespace/:nam', /needs/],
    ['cluster', '/c/:managementCluster/:name/:name', /needs/],
    ['cluster', '/:site/:managementCluster/:namespace/:name', /no other/],
    ['cluster', '/c/:managementCluster-:namespace/:name', /needs/],
    ['entity', '/catalog/:name', /needs :namespace, :kind, :name/],
  ])('rejects %s at %s', (page, path, problem) => {
    expect(portalPathProblem(page, path)).toMatch(problem);
  });
});
