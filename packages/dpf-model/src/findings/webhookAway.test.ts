import type { FailedWebhook } from '@dpf-portal/kube-controller';
import { webhookAway } from './webhookAway';

const POLICY: FailedWebhook = {
  type: 'admission',
  name: 'validate.policy-engine.svc-fail',
  fault: 'refusesConnections',
};
const WRITE = { method: 'POST', resource: { plural: 'services' } };

describe('webhookAway', () => {
  it.each([
    ['POST', 'services', undefined, 'no Service can be created'],
    ['PATCH', 'configmaps', undefined, 'no ConfigMap can be changed'],
    ['DELETE', 'daemonsets', undefined, 'no DaemonSet can be deleted'],
    [
      'POST',
      'tenantcontrolplanes',
      undefined,
      'no TenantControlPlane can be created',
    ],
    ['PATCH', 'secrets', undefined, 'no Secret can be changed'],
    ['PATCH', 'leases', undefined, 'no Lease can be changed'],
    ['POST', 'events', undefined, 'no Event can be created'],
    ['PATCH', 'dpuclusters', undefined, 'no DPUCluster can be changed'],
    [
      'PATCH',
      'dpuclusters',
      'status',
      'the status of no DPUCluster can be changed',
    ],
    ['POST', 'widgets', undefined, 'no widgets can be created'],
  ])('says of %s %s %s that %s', (method, plural, subresource, effect) => {
    expect(
      webhookAway(POLICY, { method, resource: { plural, subresource } }),
    ).toEqual({
      code: 'WebhookAway',
      sentence: `Webhook validate.policy-engine.svc-fail refuses connections, so ${effect}.`,
    });
  });

  it('names the kind that the caller wrote where the path shows none', () => {
    expect(
      webhookAway(POLICY, { method: 'POST', kind: 'Secret' }).sentence,
    ).toContain('no Secret can be created');
  });

  it.each<[Partial<FailedWebhook>, string]>([
    [
      { fault: 'hasNoEndpoints', service: 'a/b' },
      'has no endpoints at Service a/b',
    ],
    [
      { fault: 'hasNoService', service: 'a/b' },
      'needs Service a/b, which does not exist',
    ],
    [{ fault: 'isTooSlow' }, 'does not answer in time'],
    [
      { fault: 'isNotTrusted' },
      'has a certificate that the API server does not trust',
    ],
    [{ fault: 'isAway' }, 'does not answer'],
  ])('says what is wrong with %j', (change, expected) => {
    expect(webhookAway({ ...POLICY, ...change }, WRITE).sentence).toBe(
      `Webhook ${POLICY.name} ${expected}, so no Service can be created.`,
    );
  });

  it.each<[string, Partial<FailedWebhook>]>([
    ['WebhookAway', { name: 'mwidget.kb.io' }],
    [
      'WebhookAway',
      { name: 'vpod.kb.io', url: 'https://kamaji.example.com/check' },
    ],
    [
      'WebhookAway',
      {
        url: 'https://policy.example.com/check?next=https://kamaji-webhook-service.a',
      },
    ],
    [
      'WebhookAway',
      { type: 'conversion', name: 'provisioning.dpu.nvidia.com/v1alpha1' },
    ],
    ['KamajiAway', { name: 'mtenantcontrolplane.kb.io' }],
    ['KamajiAway', { name: 'vtenantcontrolplane.kb.io' }],
    ['KamajiAway', { name: 'vdatastoresecrets.kb.io' }],
    [
      'KamajiAway',
      {
        name: 'x.kb.io',
        url: 'https://127.0.0.1:9443/mutate-kamaji-clastix-io-v1alpha1-tenantcontrolplane',
      },
    ],
    [
      'KamajiAway',
      {
        name: 'x.kb.io',
        url: 'https://kamaji-webhook-service.kamaji-system.svc:443/x',
      },
    ],
    [
      'KamajiAway',
      { name: 'x.kb.io', url: 'https://dpf-kamaji-webhook-service.dpf.svc/x' },
    ],
    ['KamajiAway', { type: 'conversion', name: 'kamaji.clastix.io/v1alpha1' }],
  ])('is %s for %j', (code, change) => {
    const away = webhookAway({ ...POLICY, ...change }, WRITE);
    expect(away.code).toBe(code);
    expect(away.sentence.includes('Kamaji')).toBe(code === 'KamajiAway');
  });
});
