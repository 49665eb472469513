import { Response } from 'supertest';
import type TestAgent from 'supertest/lib/agent';

/**
 * Who calls. The cluster `blue` belongs to team-a. `owner` is a member; `otherTeam` is of team-b and may see all clusters;
 * `stranger` may see only those of its own team; `platform` may do everything, and `service` too; `nobody` may do nothing;
 * `anonymous` has not signed in.
 */
export const CALLERS = [
  'owner',
  'otherTeam',
  'stranger',
  'platform',
  'service',
  'nobody',
  'anonymous',
] as const;

/** @see CALLERS */
export type PermissionCaller = (typeof CALLERS)[number];

/** What a row may use. */
export interface Situation {
  /** Sends requests as the caller of the case. */
  agent: TestAgent;
  /** Path of the cluster `blue`. */
  blue: string;
  /** Path of a cluster of team-a whose owner must give it a VIP. */
  red: string;
  /** The uid of the cluster `blue`. */
  uid: string;
  /** Makes a credential of the owner for `blue`, and returns its id. */
  issueToOwner(): Promise<string>;
  /** A kubeconfig that can be uploaded. */
  kubeconfig: string;
  /** Path of a DPU of a cluster that belongs to team-a, too. */
  dpu: string;
  /** Resolves when the history has `blue`. */
  recorded(): Promise<void>;
}

/** One route, the permission that it asks, and what each caller gets. */
export interface PermissionRow {
  /** As in openapi.yaml. */
  route: string;
  /** `none`: it asks none. */
  permission: string;
  call(situation: Situation): PromiseLike<Response>;
  /** The status that each caller gets. */
  expected: Record<PermissionCaller, number>;
  /** What a caller gets who has every other permission. Left out: 403. */
  without?: number;
}

const API = '/api/dpf';
/** A handle as uploads have it, of no upload. */
const UNKNOWN_UPLOAD = '0'.repeat(48);

/** Of what a reader of the cluster gets. */
const READ_ONE: PermissionRow['expected'] = {
  owner: 200,
  otherTeam: 200,
  stranger: 404,
  platform: 200,
  service: 200,
  nobody: 404,
  anonymous: 401,
};

/** Of a list in which nobody sees what they may not read. */
const READ_LIST: PermissionRow['expected'] = {
  ...READ_ONE,
  stranger: 200,
  nobody: 200,
};

/** Of a change that only the owner and the platform may make. */
function changed(status: number): PermissionRow['expected'] {
  return {
    owner: status,
    otherTeam: 403,
    stranger: 404,
    platform: status,
    service: 403,
    nobody: 404,
    anonymous: 401,
  };
}

/** Of a page for every user of the portal. */
const READ_SITE: PermissionRow['expected'] = {
  ...READ_ONE,
  stranger: 200,
  nobody: 403,
};

/** Of a page for platform engineers. */
const READ_PLATFORM: PermissionRow['expected'] = {
  owner: 403,
  otherTeam: 403,
  stranger: 403,
  platform: 200,
  service: 200,
  nobody: 403,
  anonymous: 401,
};

function inOneDay(): string {
  return new Date(Date.now() + 24 * 60 * 60_000).toISOString();
}

const ONE = '/dpu-clusters/{managementCluster}/{namespace}/{name}';
const SITE = '/management-clusters/{managementCluster}';

function readOne(part: string): PermissionRow {
  return {
    route: `GET ${ONE}${part}`,
    permission: 'dpf.dpu-cluster.read',
    call: ({ agent, blue }) => agent.get(`${blue}${part}`),
    expected: READ_ONE,
    without: 404,
  };
}

function readSite(route: string, path: string): PermissionRow {
  return {
    route: `GET ${route}`,
    permission: 'dpf.management-cluster.read',
    call: ({ agent }) => agent.get(`${API}${path}`),
    expected: READ_SITE,
  };
}

function readPlatform(route: string, path: string): PermissionRow {
  return {
    route: `GET ${route}`,
    permission: 'dpf.platform.read',
    call: ({ agent }) => agent.get(`${API}${path}`),
    expected: READ_PLATFORM,
  };
}

/** Every route of openapi.yaml. Add a row for a new route: `permissionTable.test.ts` says which are missing. */
export const PERMISSION_ROWS: readonly PermissionRow[] = [
  {
    route: 'GET /health',
    permission: 'none',
    call: ({ agent }) => agent.get(`${API}/health`),
    expected: {
      owner: 200,
      otherTeam: 200,
      stranger: 200,
      platform: 200,
      service: 200,
      nobody: 200,
      anonymous: 200,
    },
  },
  {
    route: 'GET /dpu-clusters',
    permission: 'dpf.dpu-cluster.read',
    call: ({ agent }) => agent.get(`${API}/dpu-clusters`),
    expected: READ_LIST,
    without: 200,
  },
  {
    route: 'POST /dpu-clusters',
    permission: 'dpf.dpu-cluster.create',
    call: ({ agent }) =>
      agent.post(`${API}/dpu-clusters?dryRun=true`).send({
        requestId: 'task-1',
        name: 'green',
        type: 'kamaji',
        owner: 'group:default/team-a',
      }),
    expected: { ...changed(200), stranger: 403, nobody: 403 },
  },
  {
    route: 'POST /dpu-cluster-manifests',
    permission: 'dpf.dpu-cluster.create',
    call: ({ agent }) =>
      agent.post(`${API}/dpu-cluster-manifests?dryRun=true`).send({
        request: {
          requestId: 'task-1',
          name: 'green',
          type: 'kamaji',
          owner: 'group:default/team-a',
        },
      }),
    expected: { ...changed(200), stranger: 403, nobody: 403 },
  },
  readOne(''),
  {
    route: `PATCH ${ONE}`,
    permission: 'dpf.dpu-cluster.update',
    call: ({ agent, blue }) =>
      agent.patch(`${blue}?dryRun=true`).send({ maxNodes: 5 }),
    expected: changed(200),
  },
  {
    route: `DELETE ${ONE}`,
    permission: 'dpf.dpu-cluster.delete',
    call: ({ agent, blue, uid }) =>
      agent.delete(`${blue}?uid=${uid}&dryRun=true`),
    expected: changed(204),
  },
  readOne('/findings'),
  {
    // One on which the platform team acts needs dpf.platform.read: see acknowledgements.test.ts.
    route: `PUT ${ONE}/findings/{code}/acknowledgement`,
    permission: 'dpf.dpu-cluster.update',
    call: ({ agent, red }) =>
      agent
        .put(`${red}/findings/EndpointMissing/acknowledgement`)
        .send({ note: 'It waits.', until: inOneDay() }),
    expected: changed(200),
  },
  {
    route: `DELETE ${ONE}/findings/{code}/acknowledgement`,
    permission: 'dpf.dpu-cluster.update',
    call: ({ agent, red }) =>
      agent.delete(`${red}/findings/EndpointMissing/acknowledgement`),
    expected: changed(204),
  },
  readOne('/dpu-manifests'),
  readOne('/events'),
  readOne('/history'),
  readOne('/diagnosis'),
  readOne('/resources'),
  {
    ...readOne('/resources/{uid}'),
    call: ({ agent, blue, uid }) => agent.get(`${blue}/resources/${uid}`),
  },
  {
    route: `POST ${ONE}/kubeconfig`,
    permission: 'dpf.dpu-cluster.kubeconfig.view',
    call: ({ agent, blue }) =>
      agent.post(`${blue}/kubeconfig`).send({ role: 'view' }),
    expected: changed(201),
  },
  {
    ...readOne('/credentials'),
    // A service holds no credentials.
    expected: { ...READ_ONE, service: 403 },
  },
  {
    route: `DELETE ${ONE}/credentials/{id}`,
    permission: 'dpf.dpu-cluster.kubeconfig.revoke',
    call: async ({ agent, blue, issueToOwner }) => {
      const id = await issueToOwner();
      return agent.delete(`${blue}/credentials/${id}`);
    },
    expected: { ...changed(204), otherTeam: 404 },
    without: 404,
  },
  {
    route: 'GET /credentials',
    permission: 'dpf.dpu-cluster.kubeconfig.revoke',
    call: ({ agent }) => agent.get(`${API}/credentials`),
    // Each caller sees those of clusters for which it has the permission.
    expected: { ...READ_LIST, service: 403, nobody: 403 },
  },
  readSite('/management-clusters', '/management-clusters'),
  readSite(`${SITE}/controllers`, '/management-clusters/local/controllers'),
  readSite(`${SITE}/networks`, '/management-clusters/local/networks'),
  readSite(`${SITE}/node-matches`, '/management-clusters/local/node-matches'),
  {
    route: 'GET /dpus',
    permission: 'dpf.dpu-cluster.read',
    call: ({ agent }) => agent.get(`${API}/dpus`),
    // Of the clusters that the caller may read; those without a cluster need dpf.platform.read.
    expected: READ_LIST,
    without: 200,
  },
  {
    route: 'GET /dpus/{managementCluster}/{namespace}/{name}',
    permission: 'dpf.dpu-cluster.read',
    call: ({ agent, dpu }) => agent.get(dpu),
    expected: READ_ONE,
    without: 404,
  },
  {
    route: 'GET /kubernetes-plugin/clusters',
    permission: 'dpf.dpu-cluster.kubeconfig.view',
    call: ({ agent }) => agent.get(`${API}/kubernetes-plugin/clusters`),
    expected: READ_LIST,
    without: 200,
  },
  {
    // The Kubernetes plugin only: see kubernetesPlugin.test.ts.
    route: `POST ${ONE}/kubernetes-plugin-credential`,
    permission: 'none',
    call: ({ agent, blue }) =>
      agent.post(`${blue}/kubernetes-plugin-credential`),
    expected: {
      owner: 403,
      otherTeam: 403,
      stranger: 403,
      platform: 403,
      service: 403,
      nobody: 403,
      anonymous: 401,
    },
  },
  {
    route: 'GET /retired-clusters',
    permission: 'dpf.dpu-cluster.read',
    call: ({ agent }) => agent.get(`${API}/retired-clusters`),
    expected: READ_LIST,
    without: 200,
  },
  {
    route: 'GET /retired-clusters/{managementCluster}/{uid}/history',
    permission: 'dpf.dpu-cluster.read',
    call: async ({ agent, uid, recorded }) => {
      await recorded();
      return agent.get(`${API}/retired-clusters/local/${uid}/history`);
    },
    expected: READ_ONE,
    without: 404,
  },
  readPlatform('/platform', '/platform'),
  readPlatform(`${SITE}/upgrade`, '/management-clusters/local/upgrade'),
  readPlatform(`${SITE}/setup`, '/management-clusters/local/setup'),
  {
    route: 'POST /kubeconfig-uploads',
    permission: 'dpf.dpu-cluster.create',
    call: ({ agent, kubeconfig }) =>
      agent.post(`${API}/kubeconfig-uploads`).send({ kubeconfig }),
    // Who may request or change any cluster may upload.
    expected: { ...changed(201), otherTeam: 201, stranger: 201, nobody: 403 },
    without: 201,
  },
  {
    route: 'POST /kubeconfig-uploads/check',
    permission: 'dpf.dpu-cluster.create',
    call: async ({ agent, kubeconfig }) => {
      const { body } = await agent
        .post(`${API}/kubeconfig-uploads`)
        .send({ kubeconfig });
      return agent
        .post(`${API}/kubeconfig-uploads/check`)
        .send({ kubeconfigUpload: body.handle ?? UNKNOWN_UPLOAD });
    },
    expected: { ...changed(200), otherTeam: 200, stranger: 200, nobody: 403 },
    without: 200,
  },
];
