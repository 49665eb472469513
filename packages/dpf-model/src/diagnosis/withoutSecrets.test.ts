import { withoutSecrets } from './withoutSecrets';

const JWT = 'eyJhbGciOiJSUzI1NiIsImtpZCI6IngifQ.eyJpc3MiOiJrIn0.c2lnbmF0dXJl';

describe('withoutSecrets', () => {
  it('takes out managed fields, what was last applied, and what looks like a secret', () => {
    const object = {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: {
        name: 'blue-keepalived',
        annotations: {
          'kubectl.kubernetes.io/last-applied-configuration': '{"a":"b"}',
          note: `use ${JWT}`,
        },
        managedFields: [{ manager: 'kubectl' }],
      },
      spec: {
        env: [
          { name: 'VIRTUAL_IP', value: '10.66.66.66' },
          { name: 'AUTH_PASS', value: 'hunter22' },
          { name: 'BMC_PASSWORD', value: 'x' },
        ],
        secretName: 'blue-tls',
        bmc: { password: 'x', token: ['y'], port: 443 },
      },
    };
    expect(withoutSecrets(object)).toEqual({
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: {
        name: 'blue-keepalived',
        annotations: { note: 'use (redacted)' },
      },
      spec: {
        env: [
          { name: 'VIRTUAL_IP', value: '10.66.66.66' },
          { name: 'AUTH_PASS', value: '(redacted)' },
          { name: 'BMC_PASSWORD', value: '(redacted)' },
        ],
        secretName: 'blue-tls',
        bmc: { password: '(redacted)', token: ['(redacted)'], port: 443 },
      },
    });
  });

  it('takes the whole content out of a Secret', () => {
    const secret = {
      kind: 'Secret',
      metadata: { name: 'a', namespace: 'b' },
      type: 'Opaque',
      data: { 'admin.conf': 'aGVsbG8=' },
      stringData: { x: 'hello' },
    };
    expect(withoutSecrets(secret)).toEqual({
      kind: 'Secret',
      metadata: { name: 'a', namespace: 'b' },
      type: 'Opaque',
    });
  });
});
