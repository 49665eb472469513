import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  DefinitivePolicyDecision,
  Permission,
  PolicyDecision,
  isResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  RESOURCE_TYPE_DPU_CLUSTER,
  dpfPermissions,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { DPF_ANNOTATIONS, DPU_CLUSTER_GROUPS } from '@dpf-portal/dpf-model';
import { readFileSync } from 'node:fs';
import request from 'supertest';
import { parse } from 'yaml';
import { kubeconfigText } from '../__testUtils__/kubeconfigText';
import {
  CALLERS,
  PERMISSION_ROWS,
  PermissionCaller,
  PermissionRow,
  Situation,
} from '../__testUtils__/permissionRows';
import { startDpfTestBackend } from '../__testUtils__/startDpfTestBackend';
import {
  createDpuClusterConditionalDecision,
  dpuClusterConditions,
} from '../permissions/rules';
import { OPENAPI_FILE } from './openApiValidator';

const ALLOW: DefinitivePolicyDecision = { result: AuthorizeResult.ALLOW };
const DENY: DefinitivePolicyDecision = { result: AuthorizeResult.DENY };
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const DPU = { namespace: 'dpf-operator-system', name: 'worker1-dpu0' };
/** Of a caller who has every permission but this one. */
const WITHOUT = 'without-';

function teamOf(userEntityRef: string): string {
  return userEntityRef === 'user:default/owner'
    ? 'group:default/team-a'
    : 'group:default/team-b';
}

function callerOf({ principal }: BackstageCredentials): string {
  const { userEntityRef } = principal as { userEntityRef?: string };
  return userEntityRef ? userEntityRef.split('/')[1] : 'service';
}

/** The policy of the table, by the caller. */
function decide(caller: string, permission: Permission): PolicyDecision {
  if (caller.startsWith(WITHOUT)) {
    return caller === `${WITHOUT}${permission.name}` ? DENY : ALLOW;
  }
  if (caller === 'platform' || caller === 'service') {
    return ALLOW;
  }
  if (caller === 'nobody') {
    return DENY;
  }
  if (!isResourcePermission(permission, RESOURCE_TYPE_DPU_CLUSTER)) {
    return permission.name === 'dpf.management-cluster.read' ? ALLOW : DENY;
  }
  return permission.name === 'dpf.dpu-cluster.read' && caller !== 'stranger'
    ? ALLOW
    : createDpuClusterConditionalDecision(
        permission,
        dpuClusterConditions.isOwner({
          claims: [teamOf(`user:default/${caller}`)],
        }),
      );
}

function headerOf(caller: string): string {
  switch (caller) {
    case 'anonymous':
      return mockCredentials.none.header();
    case 'service':
      return mockCredentials.service.header();
    default:
      return mockCredentials.user.header(`user:default/${caller}`);
  }
}

describe('the permission table', () => {
  let backend: Awaited<ReturnType<typeof startDpfTestBackend>>;
  let uid: string;
  const blue = '/api/dpf/dpu-clusters/local/dpf-clusters/blue';

  beforeAll(async () => {
    backend = await startDpfTestBackend({
      kubeconfigs: { roles: ['view'], kubernetesPlugin: { enabled: true } },
      ownershipEntityRefs: userEntityRef => [
        userEntityRef,
        teamOf(userEntityRef),
      ],
      permissions: mockServices.permissions.mock({
        authorize: async (requests, { credentials }) =>
          requests.map(({ permission }) =>
            decide(callerOf(credentials), permission).result ===
            AuthorizeResult.ALLOW
              ? ALLOW
              : DENY,
          ),
        authorizeConditional: async (requests, { credentials }) =>
          requests.map(({ permission }) =>
            decide(callerOf(credentials), permission),
          ),
      }),
    });
    const cluster = await backend.fake.add('blue', {
      annotations: { [DPF_ANNOTATIONS.owner]: 'group:default/team-a' },
      status: { phase: 'Ready' },
    });
    uid = cluster.metadata.uid ?? '';
    // A DPU of `blue` would block its deletion.
    await backend.fake.add('red', {
      annotations: { [DPF_ANNOTATIONS.owner]: 'group:default/team-a' },
    });
    backend.fake.server.objects.create(
      `dpus.${DPU_CLUSTER_GROUPS.released}`,
      DPU.namespace,
      {
        apiVersion: `${DPU_CLUSTER_GROUPS.released}/v1alpha1`,
        metadata: { name: DPU.name },
        ...{ spec: { cluster: { namespace: 'dpf-clusters', name: 'red' } } },
      },
    );
  });
  afterAll(() => backend.stop());

  async function statusFor(row: PermissionRow, caller: string) {
    const header = headerOf(caller);
    const situation: Situation = {
      agent: request.agent(backend.server).set('Authorization', header),
      blue,
      red: '/api/dpf/dpu-clusters/local/dpf-clusters/red',
      uid,
      issueToOwner: async () => {
        const { body } = await request(backend.server)
          .post(`${blue}/kubeconfig`)
          .set('Authorization', headerOf('owner'))
          .send({ role: 'view' })
          .expect(201);
        return body.credential.id;
      },
      kubeconfig: kubeconfigText(),
      dpu: `/api/dpf/dpus/local/${DPU.namespace}/${DPU.name}`,
      recorded: async () => {
        let known: unknown;
        while (!known) {
          const { body } = await request(backend.server)
            .get(`${blue}/history`)
            .set('Authorization', headerOf('platform'));
          known = body.cluster;
        }
      },
    };
    const { status, body } = await row.call(situation);
    return { status, error: body?.error?.message };
  }

  it('has a row for each route of openapi.yaml, and no other', () => {
    const { paths } = parse(readFileSync(OPENAPI_FILE, 'utf8')) as {
      paths: Record<string, object>;
    };
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods)
        .filter(method => METHODS.includes(method))
        .map(method => `${method.toUpperCase()} ${path}`),
    );
    expect(PERMISSION_ROWS.map(({ route }) => route).sort()).toEqual(
      routes.sort(),
    );
  });

  it('names permissions that exist', () => {
    const names = ['none', ...dpfPermissions.map(({ name }) => name)];
    for (const { permission } of PERMISSION_ROWS) {
      expect(names).toContain(permission);
    }
  });

  const cases = PERMISSION_ROWS.flatMap(row =>
    CALLERS.map((caller): [string, PermissionCaller, number, PermissionRow] => [
      row.route,
      caller,
      row.expected[caller],
      row,
    ]),
  );

  it.each(cases)('%s of %s is a %s', async (_route, caller, status, row) => {
    expect(await statusFor(row, caller)).toMatchObject({ status });
  });

  it.each(
    PERMISSION_ROWS.filter(({ permission }) => permission !== 'none').map(
      (row): [string, string, PermissionRow] => [
        row.route,
        row.permission,
        row,
      ],
    ),
  )('%s asks %s', async (_route, permission, row) => {
    expect(await statusFor(row, `${WITHOUT}${permission}`)).toMatchObject({
      status: row.without ?? 403,
    });
  });
});
