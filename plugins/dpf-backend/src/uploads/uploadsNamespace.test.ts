import { mockServices } from '@backstage/backend-test-utils';
import { KubeApiError } from '@dpf-portal/kube-controller';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import request from 'supertest';
import { kubeconfigText } from '../__testUtils__/kubeconfigText';
import {
  TEST_MANAGEMENT_CLUSTER,
  startDpfTestBackend,
} from '../__testUtils__/startDpfTestBackend';
import { UploadReaper } from './UploadReaper';

const FORBIDDEN = new KubeApiError({
  status: 403,
  reason: 'Forbidden',
  message: 'secrets is forbidden',
  method: 'GET',
  path: '/api/v1/namespaces/dpf-uploads/secrets',
});
const NO_NAMESPACE = new KubeApiError({
  status: 404,
  reason: 'NotFound',
  message: 'namespaces "dpf-uploads" not found',
  details: { kind: 'namespaces', name: 'dpf-uploads' },
  method: 'POST',
  path: '/api/v1/namespaces/dpf-uploads/secrets',
});

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

  const failOn = (verb: string, error: KubeApiError) => {
    backend.fake.kube.before = (asked, { plural }) => {
      if (asked === verb && plural === 'secrets') {
        throw error;
      }
    };
  };
  const upload = () =>
    request(backend.server)
      .post('/api/dpf/kubeconfig-uploads')
      .send({ kubeconfig: kubeconfigText() });

  it('is dpf-uploads where none is configured', async () => {
    await upload().expect(201);
    expect(
      backend.fake.kube
        .all('secrets')
        .map(({ metadata }) => metadata.namespace),
    ).toEqual(['dpf-uploads']);
  });

  it.each<[string, KubeApiError, RegExp]>([
    [
      'create',
      NO_NAMESPACE,
      /namespace dpf-uploads does not exist on local.*must create it/,
    ],
    ['list', FORBIDDEN, /Secrets in dpf-uploads.*must grant it/],
  ])('says who must do what when a %s fails', async (verb, error, message) => {
    failOn(verb, error);
    const { body } = await upload().expect(503);
    expect(body.error.message).toMatch(message);
  });

  it('is no trouble to a portal that may only read', async () => {
    failOn('list', FORBIDDEN);
    const logger = mockServices.logger.mock();
    const reaper = new UploadReaper({ clock, logger });
    await reaper.reap(backend.fake);
    await reaper.reap(backend.fake);
    expect(logger.warn).not.toHaveBeenCalled();
    expect(logger.info).toHaveBeenCalledTimes(1);
  });
});
