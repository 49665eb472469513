import { KubeApiError } from '@dpf-portal/kube-controller';
import { secretError } from '../uploads/uploadErrors';
import { toPortalError } from './requestErrors';

const CLUSTERS =
  '/apis/provisioning.dpu.nvidia.com/v1alpha1/namespaces/a/dpuclusters';
const apiError = (
  message: string,
  options: { status?: number; method?: string; path?: string } = {},
) =>
  new KubeApiError({
    status: 500,
    method: 'POST',
    path: CLUSTERS,
    reason: 'InternalError',
    message,
    ...options,
  });
const AWAY =
  'Internal error occurred: failed calling webhook "policy.example.com": failed to call webhook: Post "https://policy.engine.svc:443/?timeout=10s": no endpoints available for service "policy"';

describe('toPortalError', () => {
  it.each([
    ['POST', CLUSTERS, 'no DPUCluster can be created'],
    ['PATCH', `${CLUSTERS}/blue`, 'no DPUCluster can be changed'],
    ['DELETE', `${CLUSTERS}/blue`, 'no DPUCluster can be deleted'],
    ['POST', '/unknown', 'no DPUCluster can be created'],
  ])('is a 503 that names the webhook for %s %s', (method, path, effect) => {
    expect(
      toPortalError(apiError(AWAY, { method, path }), 'local'),
    ).toMatchObject({
      name: 'ServiceUnavailableError',
      message: `local: Webhook policy.example.com has no endpoints at Service engine/policy, so ${effect}. Ask the platform team to restore the webhook, then try again.`,
    });
  });

  it.each([400, 403, 404, 409, 500, 503])(
    'is a 400 where a webhook denies the request with %i',
    status => {
      const denial =
        'admission webhook "policy.example.com" denied the request: no';
      expect(
        toPortalError(apiError(denial, { status }), 'local'),
      ).toMatchObject({
        name: 'InputError',
        message: denial,
      });
    },
  );

  it('keeps what another 500 says to itself', () => {
    expect(
      toPortalError(apiError('etcdserver: no leader'), 'local'),
    ).toMatchObject({
      name: 'ServiceUnavailableError',
      message: 'local answered with 500 InternalError.',
    });
  });
});

describe('secretError', () => {
  it('names the webhook that stops a Secret, and quotes nothing else', () => {
    const error = apiError(AWAY, {
      path: '/api/v1/namespaces/dpf-uploads/secrets',
    });
    expect(secretError(error, 'local', 'dpf-uploads')).toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringMatching(
        /^local: Webhook policy.example.com has .*no Secret can be created/,
      ),
    });
  });
});
