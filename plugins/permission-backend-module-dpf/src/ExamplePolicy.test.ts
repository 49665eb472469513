import { mockCredentials } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  taskCancelPermission,
  taskCreatePermission,
  taskReadPermission,
} from '@backstage/plugin-scaffolder-common/alpha';
import {
  dpuClusterAssignOwnerPermission,
  dpuClusterChooseAddressPermission,
  dpuClusterDeletePermission,
  dpuClusterReadPermission,
  dpuClusterUseSecretPermission,
  managementClusterReadPermission,
  platformReadPermission,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { ExamplePolicy } from './ExamplePolicy';

const user = {
  credentials: mockCredentials.user('user:default/guest'),
  info: {
    userEntityRef: 'user:default/guest',
    ownershipEntityRefs: ['user:default/guest', 'group:default/guests'],
  },
};

describe('ExamplePolicy', () => {
  const policy = new ExamplePolicy();

  it.each([dpuClusterReadPermission, managementClusterReadPermission])(
    'lets everyone read ($name)',
    async permission => {
      expect(await policy.handle({ permission }, user)).toEqual({
        result: AuthorizeResult.ALLOW,
      });
    },
  );

  it.each([
    ['group:default/guests', AuthorizeResult.ALLOW],
    ['Group:default/Guests', AuthorizeResult.ALLOW],
    ['group:default/platform', AuthorizeResult.DENY],
    [undefined, AuthorizeResult.DENY],
  ])(
    'shows the platform only to members of its group (%s)',
    async (platformOwner, result) => {
      const ofSite = new ExamplePolicy({ platformOwner });
      const query = { permission: platformReadPermission };
      expect(await ofSite.handle(query, user)).toEqual({ result });
      expect(await ofSite.handle(query)).toEqual({
        result: AuthorizeResult.DENY,
      });
    },
  );

  it('lets the owners of a cluster delete it', async () => {
    expect(
      await policy.handle({ permission: dpuClusterDeletePermission }, user),
    ).toMatchObject({
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'dpf',
      conditions: {
        rule: 'IS_OWNER',
        params: { claims: ['user:default/guest', 'group:default/guests'] },
      },
    });
  });

  it.each([taskReadPermission, taskCancelPermission])(
    'lets only who started a task have $name',
    async permission => {
      expect(await policy.handle({ permission }, user)).toMatchObject({
        result: AuthorizeResult.CONDITIONAL,
        pluginId: 'scaffolder',
        conditions: {
          rule: 'IS_TASK_OWNER',
          params: { createdBy: ['user:default/guest'] },
        },
      });
      expect(await policy.handle({ permission })).toMatchObject({
        conditions: { params: { createdBy: [] } },
      });
    },
  );

  it('lets everyone start tasks', async () => {
    expect(
      await policy.handle({ permission: taskCreatePermission }, user),
    ).toEqual({ result: AuthorizeResult.ALLOW });
  });

  it.each([
    dpuClusterAssignOwnerPermission,
    dpuClusterUseSecretPermission,
    dpuClusterChooseAddressPermission,
  ])('lets nobody have $name', async permission => {
    expect(await policy.handle({ permission }, user)).toEqual({
      result: AuthorizeResult.DENY,
    });
  });
});
