import { redact } from './redact';

const JWT =
  'eyJhbGciOiJSUzI1NiIsImtpZCI6IngifQ.eyJpc3MiOiJrdWJlcm5ldGVzIn0.c2lnbmF0dXJl';
const PEM =
  '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----';

describe('redact', () => {
  it.each([
    [`token is ${JWT}`, 'token is (redacted)'],
    [`a ${PEM} b`, 'a (redacted) b'],
    [`a ${PEM.replaceAll('\n', ' ')} b`, 'a (redacted) b'],
    ['cut -----BEGIN CERTIFICATE----- MIIEow', 'cut (redacted)'],
    ['client-key-data: LS0tLS1CRUdJTiBSU0E=', 'client-key-data: (redacted)'],
    ['--token abcdef.0123456789abcdef', '--token (redacted)'],
    ['Authorization: Bearer abcdefghijkl', 'Authorization: Bearer (redacted)'],
    [
      'dial https://admin:hunter2@10.0.0.1:6443/',
      'dial https://(redacted)@10.0.0.1:6443/',
    ],
    ['password=hunter2, next', 'password=(redacted), next'],
    ['{"apiKey":"abcd1234"}', '{"apiKey":"(redacted)"}'],
    ['bmc_password: "hunter2"', 'bmc_password: "(redacted)"'],
    [`x ${'aB3'.repeat(20)} y`, 'x (redacted) y'],
  ])('takes the secret out of %p', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it.each([
    'VIP 10.66.66.70 is used by a/blue, which is not affected.',
    'kubectl -n dpf-operator-system get tenantcontrolplane blue -o yaml',
    'The Secret team-a/blue-admin-kubeconfig has no key admin.conf.',
    'uid 7f3c1c3e-2f0e-4d8e-9a54-0c7a1a2b3c4d, sha256 of worker1-0000-2b-00',
    'https://10.66.66.71:31443 answers; API group provisioning.dpu.nvidia.com/v1alpha1',
    'Deployment dpf-provisioning-controller-manager in dpf-operator-system',
  ])('leaves %p', text => {
    expect(redact(text)).toBe(text);
  });
});
