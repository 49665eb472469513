import {
  HOSTILE_KUBECONFIGS,
  HOSTILE_MARKER,
  kubeconfigObject,
} from '@dpf-portal/test-support';
import crypto, { X509Certificate } from 'node:crypto';
import { TestAuthority, TestTenant } from '@dpf-portal/test-support/tenants';
import { KUBECONFIG_KEYS, readKubeconfigSecret } from './KubeconfigSecret';

const secretWith = (content: string | Buffer) => ({
  metadata: { name: 'admin', namespace: 'team-a' },
  data: { [KUBECONFIG_KEYS[0]]: Buffer.from(content).toString('base64') },
});

const NOT_READ = [
  'TooLarge',
  'NotYaml',
  'NotAKubeconfig',
  'SecretsLeftOut',
  'EncodedTwice',
];
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

  describe('that has both keys', () => {
    const text = (cluster: Record<string, string> = {}) =>
      JSON.stringify(kubeconfigObject({ cluster }));
    const both = (first: string, second: string, owner?: string) =>
      readKubeconfigSecret({
        metadata: {
          name: 'admin',
          ownerReferences: owner
            ? [{ apiVersion: 'v1', kind: owner, name: 'blue', uid: '1' }]
            : undefined,
        },
        data: {
          'super-admin.conf': Buffer.from(first).toString('base64'),
          'admin.conf': Buffer.from(second).toString('base64'),
        },
      });
    const OTHER = { server: 'https://10.0.0.11:6443' };

    it('is usable where both lead to the same cluster', () => {
      const { state, credentials } = both(text(), `# note\n${text()}`);
      expect(state.state).toBe('usable');
      expect(credentials?.host).toBe('10.0.0.10');
    });

    it.each<[string, string, string, string]>([
      ['the first', '{"apiVersion": [', text(), 'not valid YAML'],
      ['the second', text(), '{"apiVersion": [', 'admin.conf: '],
      ['the second', text(), `# x\r${text()}`, 'line break'],
      [
        'the second',
        text(),
        JSON.stringify(kubeconfigObject({ user: { exec: {} } })),
        'exec',
      ],
    ])('is unusable where %s breaks a rule', (_, first, second, problem) => {
      const { state, credentials } = both(first, second);
      expect(state.state).toBe('unusable');
      expect(state.problem).toContain(problem);
      expect(credentials).toBeUndefined();
    });

    it('is judged once where both are the same, because judging takes milliseconds', () => {
      const judged = jest.spyOn(crypto, 'createPrivateKey');
      both(text(), text());
      expect(judged).toHaveBeenCalledTimes(1);
      both(text(), `# note\n${text()}`);
      expect(judged).toHaveBeenCalledTimes(1 + 2);
      judged.mockRestore();
    });

    it('is unusable where they name two servers, as DPF could use the other one', () => {
      const { state, reason } = both(text(), text(OTHER));
      expect([state.state, reason]).toEqual(['unusable', 'Unsafe']);
      expect(state.problem).toContain('different servers');
    });

    it('is usable where Kamaji has not renewed one of them yet', () => {
      const { state, credentials } = both(
        text(),
        text(OTHER),
        'TenantControlPlane',
      );
      expect(state.state).toBe('usable');
      expect(credentials?.host).toBe('10.0.0.10');
    });
  });

  it('uses the certificate alone where a token is beside it', () => {
    const { credentials } = readKubeconfigSecret(
      secretWith(JSON.stringify(kubeconfigObject({ user: { token: 'abc' } }))),
    );
    expect(credentials).toMatchObject({
      certificate: expect.stringContaining('BEGIN CERTIFICATE'),
      token: undefined,
    });
  });

  it('says of a Secret with another purpose nothing that is in it', () => {
    const read = readKubeconfigSecret({
      metadata: { name: 'database', namespace: 'team-a' },
      data: { 'root-password': Buffer.from('hunter2').toString('base64') },
    });
    expect(read).toMatchObject({
      reason: 'KeyMissing',
      state: {
        state: 'unusable',
        problem:
          'The Secret database has no key super-admin.conf or admin.conf.',
      },
    });
    expect(JSON.stringify(read)).not.toMatch(/root|password|hunter2/);
  });

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

  it.each<[string, object, boolean]>([
    [
      'a control plane owns it',
      {
        ownerReferences: [
          { apiVersion: 'v1', kind: 'TenantControlPlane', name: 'x', uid: 'x' },
        ],
      },
      true,
    ],
    [
      "it was restored without an owner and has Kamaji's label",
      { labels: { 'kamaji.clastix.io/component': 'admin-kubeconfig' } },
      true,
    ],
    ['neither is so', { labels: { app: 'x' } }, false],
  ])('tells whether Kamaji made it: %s', (_, metadata, madeByKamaji) => {
    const { state } = readKubeconfigSecret({
      metadata: { name: 'admin', ...metadata },
      data: {},
    });
    expect(state.madeByKamaji).toBe(madeByKamaji);
  });

  it('tells for whom the portal made it, while no object owns it', () => {
    const metadata = {
      name: 'admin',
      uid: 'u',
      labels: { 'dpf-portal.io/admin-kubeconfig': 'true' },
      annotations: { 'dpf-portal.io/owner': 'group:default/team-a' },
    };
    const read = (more: object) =>
      readKubeconfigSecret({ metadata: { ...metadata, ...more }, data: {} })
        .state.unowned;
    expect(read({})).toMatchObject({ owner: 'group:default/team-a' });
    expect(read({ labels: {} })).toBeUndefined();
    expect(
      read({
        ownerReferences: [
          { apiVersion: 'v1', kind: 'DPUCluster', name: 'x', uid: 'x' },
        ],
      }),
    ).toBeUndefined();
  });
});
