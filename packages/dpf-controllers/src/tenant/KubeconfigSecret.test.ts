import {
  HOSTILE_KUBECONFIGS,
  HOSTILE_MARKER,
} from '@dpf-portal/backstage-plugin-dpf-common/testing';
import { X509Certificate } from 'node:crypto';
import { TestAuthority, TestTenant } from '../__testUtils__/TestTenant';
import { KUBECONFIG_KEYS, readKubeconfigSecret } from './KubeconfigSecret';

const secretWith = (content: string | Buffer) => ({
  metadata: { name: 'admin', namespace: 'team-a' },
  data: { [KUBECONFIG_KEYS[0]]: Buffer.from(content).toString('base64') },
});

const NOT_READ = ['TooLarge', 'NotYaml', 'NotAKubeconfig'];
// An empty value is a key that is missing.
const CASES = HOSTILE_KUBECONFIGS.filter(({ content }) => content.length > 0);
const named = (refused: boolean) =>
  CASES.filter(({ refusal }) => Boolean(refusal) === refused).map(
    one => [one.what, one] as const,
  );

describe('readKubeconfigSecret', () => {
  it.each(named(true))(
    'uses nothing of a Secret with a hostile kubeconfig: %s',
    (_, { content, refusal = '' }) => {
      const { state, reason, credentials } = readKubeconfigSecret(
        secretWith(content),
      );
      expect(state.state).toBe('unusable');
      expect(reason).toBe(NOT_READ.includes(refusal) ? 'Invalid' : 'Unsafe');
      expect(credentials).toBeUndefined();
      expect(state.problem).not.toContain(HOSTILE_MARKER);
    },
  );

  it.each(named(false))(
    'uses a Secret whose kubeconfig only looks odd: %s',
    (_, { content }) => {
      const { state, credentials } = readKubeconfigSecret(secretWith(content));
      expect(state.state).toBe('usable');
      expect(credentials?.host).toBe('10.0.0.10');
    },
  );

  it('tells when the client certificate expires', async () => {
    const tenant = await TestTenant.start(await TestAuthority.create());
    await tenant.stop();
    const { certificate = '' } = tenant.credentials;
    const { validTo } = new X509Certificate(certificate);
    const { certificateExpires = '' } = readKubeconfigSecret(
      secretWith(tenant.kubeconfig('https://10.0.0.10:6443')),
    );
    expect(Date.parse(certificateExpires)).toBe(Date.parse(validTo));
  });
});
