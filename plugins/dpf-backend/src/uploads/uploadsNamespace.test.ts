import { mockServices } from '@backstage/backend-test-utils';
import { FakeApiServer, FakeRefusal } from '@dpf-portal/dpf-world/testing';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import request from 'supertest';
import { kubeconfigText } from '../__testUtils__/kubeconfigText';
import {
  TEST_MANAGEMENT_CLUSTER,
  startDpfTestBackend,
} from '../__testUtils__/startDpfTestBackend';
import { UploadReaper } from './UploadReaper';

const NO_NAMESPACE = new FakeRefusal(
  404,
  'NotFound',
  'namespaces "dpf-uploads" not found',
  { kind: 'namespaces', name: 'dpf-uploads' },
);

describe('the namespace of uploads', () => {
  let backend: Awaited<ReturnType<typeof startDpfTestBackend>>;
  const clock = new FakeClock();
  beforeEach(async () => {
    // Without `uploads`.
    const { uploads: _, ...managementCluster } = TEST_MANAGEMENT_CLUSTER;
    backend = await startDpfTestBackend({
      clock,
      managementClusters: [managementCluster],
    });
  });
  afterEach(() => backend.stop());

  const forbid = ({ forbidden }: FakeApiServer) => {
    forbidden.add('secrets');
  };
  const haveNoNamespace = (server: FakeApiServer) => {
    server.admit = () => {
      throw NO_NAMESPACE;
    };
  };
  const stopByWebhook = (server: FakeApiServer) => {
    server.admit = () => {
      throw new FakeRefusal(
        500,
        'InternalError',
        'Internal error occurred: failed calling webhook "policy.example.com": failed to call webhook: Post "https://127.0.0.1:1/?timeout=10s": dial tcp 127.0.0.1:1: connect: connection refused',
      );
    };
  };
  const denyByWebhook = (server: FakeApiServer) => {
    server.admit = () => {
      throw new FakeRefusal(
        404,
        'NotFound',
        'admission webhook "policy.example.com" denied the request: apiVersion v1 kind Secret data c2VjcmV0',
      );
    };
  };
  const upload = () =>
    request(backend.server)
      .post('/api/dpf/kubeconfig-uploads')
      .send({ kubeconfig: kubeconfigText() });

  it('is dpf-uploads where none is configured', async () => {
    await upload().expect(201);
    expect(
      backend.fake.all('secrets').map(({ metadata }) => metadata.namespace),
    ).toEqual(['dpf-uploads']);
  });

  it.each<[string, (server: FakeApiServer) => void, RegExp]>([
    [
      'create',
      haveNoNamespace,
      /namespace dpf-uploads does not exist on local.*must create it/,
    ],
    ['list', forbid, /Secrets in dpf-uploads.*must grant it/],
    [
      'webhook',
      stopByWebhook,
      /^local: Webhook policy.example.com refuses connections, so no Secret can be created. Ask the platform team/,
    ],
    ['policy of a webhook', denyByWebhook, /A webhook on local does not let/],
  ])('says who must do what when a %s fails', async (_verb, fail, message) => {
    fail(backend.fake.server);
    const { body } = await upload().expect(503);
    expect(body.error.message).toMatch(message);
  });

  it('is no trouble to a portal that may only read', async () => {
    forbid(backend.fake.server);
    const logger = mockServices.logger.mock();
    const reaper = new UploadReaper({ clock, logger });
    await reaper.reap(backend.fake);
    await reaper.reap(backend.fake);
    expect(logger.warn).not.toHaveBeenCalled();
    expect(logger.info).toHaveBeenCalledTimes(1);
  });
});
