import { KubeClient, RestTransport } from '@dpf-portal/kube-controller';
import { KubeConfig } from '@kubernetes/client-node';
import { once } from 'node:events';
import http from 'node:http';
import { AddressInfo } from 'node:net';
import { applyInitialObjects } from './initialObjects';

const NOTHING = { definitions: [], namespaces: [], others: [] };

describe('applyInitialObjects', () => {
  const requests: string[] = [];
  let status: number;
  let server: http.Server;
  let transport: RestTransport;

  beforeEach(async () => {
    requests.length = 0;
    server = http.createServer(({ method, url }, response) => {
      requests.push(`${method} ${url}`);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ kind: 'Status', code: status }));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromClusterAndUser(
      // Without this the client rejects plain HTTP.
      {
        name: 'test',
        server: `http://127.0.0.1:${port}`,
        skipTLSVerify: true,
      },
      { name: 'test' },
    );
    transport = RestTransport.fromKubeConfig(kubeConfig);
  });
  afterEach(async () => {
    transport.close();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  it.each([
    ['exists', 200],
    ['does not exist', 404],
  ])(
    'removes the role of earlier versions that may read all Secrets, and their policy, where it %s',
    async (_, answer) => {
      status = answer;
      await applyInitialObjects(new KubeClient({ transport }), NOTHING);
      const rbac = '/apis/rbac.authorization.k8s.io/v1';
      const name = 'local-cluster-secrets-everywhere';
      const admission = '/apis/admissionregistration.k8s.io/v1';
      const policy = 'dpf-portal-dpuclusters';
      expect(requests.sort()).toEqual([
        `DELETE ${admission}/validatingadmissionpolicies/${policy}`,
        `DELETE ${admission}/validatingadmissionpolicybindings/${policy}`,
        `DELETE ${rbac}/clusterrolebindings/${name}`,
        `DELETE ${rbac}/clusterroles/${name}`,
      ]);
    },
  );

  it('fails if it cannot remove that role', async () => {
    status = 403;
    await expect(
      applyInitialObjects(new KubeClient({ transport }), NOTHING),
    ).rejects.toMatchObject({ status: 403 });
  });
});
