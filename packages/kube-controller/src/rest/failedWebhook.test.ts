import { KubeApiError } from './errors';
import {
  failedWebhookOf,
  isDeniedByWebhook,
  parseFailedWebhook,
  requestedResource,
} from './failedWebhook';

const URL = 'https://policy.engine-system.svc:443/validate';
const failed = (reason: string) =>
  `Internal error occurred: failed calling webhook "validate.policy-engine.svc-fail": failed to call webhook: Post "${URL}?timeout=10s": ${reason}`;

describe('a webhook that the API server cannot call', () => {
  it.each([
    [
      'dial tcp 10.96.7.7:443: connect: connection refused',
      'refusesConnections',
    ],
    ['no endpoints available for service "policy"', 'hasNoEndpoints'],
    ['service "policy" not found', 'hasNoService'],
    ['context deadline exceeded', 'isTooSlow'],
    ['dial tcp 10.96.7.7:443: i/o timeout', 'isTooSlow'],
    [
      'tls: failed to verify certificate: x509: certificate signed by unknown authority',
      'isNotTrusted',
    ],
    [
      'x509: certificate has expired or is not yet valid: current time 2026-11-30T09:00:00Z is after 2026-11-01T00:00:00Z',
      'isExpired',
    ],
    [
      'dial tcp: lookup policy.engine-system.svc on 10.96.0.10:53: no such host',
      'isUnresolved',
    ],
    ['EOF', 'isAway'],
    [
      'read tcp 10.1.0.2:53312->10.96.7.7:443: connection reset by peer',
      'isAway',
    ],
  ])('is read from “%s” as %s', (reason, fault) => {
    expect(parseFailedWebhook(failed(reason))).toEqual({
      type: 'admission',
      name: 'validate.policy-engine.svc-fail',
      url: URL,
      service: 'engine-system/policy',
      fault,
    });
  });

  it.each([
    ['failed calling webhook "a.kb.io"', 'a.kb.io', 'isAway'],
    [
      'Internal error occurred: failed calling webhook "a.kb.io": failed to call webhook: the server could not find the requested resource',
      'a.kb.io',
      'isNotServed',
    ],
    [
      'Internal error occurred: failed calling webhook "a.kb.io": failed to call webhook: an error on the server ("") has prevented the request from succeeding',
      'a.kb.io',
      'answersWithAnError',
    ],
    [
      'Internal error occurred: failed calling webhook "a.kb.io": expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got /, Kind=',
      'a.kb.io',
      'answersWithAnError',
    ],
    [
      'failed calling admission webhook "a.example.com": Post https://a.b.svc:443/?timeout=30s: no service port 443 found for service "a"',
      'a.example.com',
      'hasNoService',
    ],
  ])(
    'is read from a message without a reason or of an older release: %s',
    (message, name, fault) => {
      expect(parseFailedWebhook(message)).toMatchObject({ name, fault });
    },
  );

  it('may convert and not admit', () => {
    expect(
      parseFailedWebhook(
        'conversion webhook for kamaji.clastix.io/v1alpha1, Kind=TenantControlPlane failed: Post "https://kamaji-webhook-service.kamaji-system.svc:443/convert?timeout=30s": no endpoints available for service "kamaji-webhook-service"',
      ),
    ).toEqual({
      type: 'conversion',
      name: 'kamaji.clastix.io/v1alpha1',
      url: 'https://kamaji-webhook-service.kamaji-system.svc:443/convert',
      service: 'kamaji-system/kamaji-webhook-service',
      fault: 'hasNoEndpoints',
    });
  });

  it.each([
    'admission webhook "a.kb.io" denied the request: failed calling webhook "b.kb.io": connection refused',
    'etcdserver: request timed out',
    'Timeout: request did not complete within the allotted timeout',
    'failed calling webhook "a\nb": connection refused',
    'Internal error occurred: quota.kb.io failed calling webhook "b.kb.io"',
  ])('is not read from “%s”', message => {
    expect(parseFailedWebhook(message)).toBeUndefined();
  });

  it('is known by an answer of 500 and above', () => {
    const error = (status: number) =>
      new KubeApiError({
        status,
        method: 'POST',
        path: '/api/v1/namespaces/a/services',
        message: failed('EOF'),
      });
    expect(failedWebhookOf(error(500))?.name).toBe(
      'validate.policy-engine.svc-fail',
    );
    expect(failedWebhookOf(error(403))).toBeUndefined();
    expect(failedWebhookOf(new Error(failed('EOF')))).toBeUndefined();
  });
});

describe('a webhook that denies a request', () => {
  it.each([400, 403, 404, 500, 503])('is one at status %i', status => {
    const error = new KubeApiError({
      status,
      method: 'POST',
      path: '/',
      message:
        'admission webhook "a.kb.io" denied the request: failed calling webhook',
    });
    expect(isDeniedByWebhook(error)).toBe(true);
    expect(failedWebhookOf(error)).toBeUndefined();
  });
});

describe('the resource of a request', () => {
  it.each([
    [
      '/api/v1/namespaces/a/services',
      { group: '', namespace: 'a', plural: 'services' },
    ],
    ['/api/v1/namespaces/a', { group: '', plural: 'namespaces', name: 'a' }],
    ['/api/v1/namespaces', { group: '', plural: 'namespaces' }],
    [
      '/apis/x.y.z/v1alpha1/namespaces/a/things/b/status',
      {
        group: 'x.y.z',
        namespace: 'a',
        plural: 'things',
        name: 'b',
        subresource: 'status',
      },
    ],
    [
      '/apis/coordination.k8s.io/v1/namespaces/a/leases/b',
      {
        group: 'coordination.k8s.io',
        namespace: 'a',
        plural: 'leases',
        name: 'b',
      },
    ],
  ])('is read from %s', (path, expected) => {
    expect(JSON.parse(JSON.stringify(requestedResource(path)))).toEqual(
      expected,
    );
  });

  it.each(['/', '/readyz', '/version', '/api'])('is none in %s', path => {
    expect(requestedResource(path)).toBeUndefined();
  });
});
