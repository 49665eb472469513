import { stringify } from 'yaml';
import {
  CA_DATA,
  CERTIFICATE_DATA,
  KEY_DATA,
  kubeconfigObject,
  pem,
} from '@dpf-portal/test-support';
import { inspectKubeconfig } from './inspectKubeconfig';

function codesOf(text: string): string[] {
  return inspectKubeconfig(text).problems.map(p => p.code);
}

const MARKER = 'do-not-repeat-me';

describe('inspectKubeconfig', () => {
  it('should accept what kubeadm writes, as YAML and as JSON', () => {
    const object = kubeconfigObject({
      top: { preferences: {} },
      context: { namespace: 'default' },
    });
    for (const text of [stringify(object), JSON.stringify(object)]) {
      expect(inspectKubeconfig(text)).toEqual({
        problems: [],
        server: 'https://10.0.0.10:6443',
        host: '10.0.0.10',
        port: 6443,
        clusterName: 'blue',
        authentication: 'clientCertificate',
      });
    }
  });

  it('should accept a kubeconfig without contexts', () => {
    const object = kubeconfigObject({
      top: { contexts: [], 'current-context': '' },
    });
    expect(codesOf(stringify(object))).toEqual([]);
  });

  it.each([
    ['exec', { exec: { command: MARKER } }],
    ['auth-provider', { 'auth-provider': { name: MARKER } }],
    ['client-certificate', { 'client-certificate': MARKER }],
    ['client-key', { 'client-key': MARKER }],
    ['tokenFile', { tokenFile: MARKER }],
    ['as', { as: MARKER }],
    ['as-uid', { 'as-uid': MARKER }],
    ['as-groups', { 'as-groups': [MARKER] }],
    ['as-user-extra', { 'as-user-extra': { a: [MARKER] } }],
  ])('should refuse %s of the user, without quoting it', (field, user) => {
    const { problems } = inspectKubeconfig(
      stringify(kubeconfigObject({ user })),
    );
    expect(problems).toEqual([
      {
        code: 'FieldNotAllowed',
        path: `users[0].user.${field}`,
        message: expect.stringContaining(field),
      },
    ]);
    expect(JSON.stringify(problems)).not.toContain(MARKER);
  });

  it.each([
    ['certificate-authority', MARKER],
    ['proxy-url', MARKER],
    ['tls-server-name', MARKER],
    ['insecure-skip-tls-verify', true],
  ])('should refuse %s of the cluster', (field, value) => {
    const { problems } = inspectKubeconfig(
      stringify(kubeconfigObject({ cluster: { [field]: value } })),
    );
    expect(problems).toEqual([
      {
        code: 'FieldNotAllowed',
        path: `clusters[0].cluster.${field}`,
        message: expect.stringContaining(field),
      },
    ]);
    expect(JSON.stringify(problems)).not.toContain(MARKER);
  });

  it('should let pass a refused field that is switched off', () => {
    const cluster = { 'insecure-skip-tls-verify': false };
    expect(codesOf(stringify(kubeconfigObject({ cluster })))).toEqual([]);
  });

  it.each([
    ['at the top', kubeconfigObject({ top: { [MARKER]: 1 } })],
    ['of the cluster', kubeconfigObject({ cluster: { [MARKER]: 1 } })],
    ['of the user', kubeconfigObject({ user: { [MARKER]: 1 } })],
    ['of the context', kubeconfigObject({ context: { [MARKER]: 1 } })],
  ])('should refuse an unknown field %s and not name it', (_, object) => {
    const { problems } = inspectKubeconfig(stringify(object));
    expect(problems.map(p => p.code)).toEqual(['UnknownField']);
    expect(JSON.stringify(problems)).not.toContain(MARKER);
  });

  it.each([
    ['no URL', 'ten.zero'],
    ['http', 'http://10.0.0.10:6443'],
    ['a file', 'file:///etc/passwd'],
    ['a password', `https://user:${MARKER}@10.0.0.10:6443`],
    ['a path', 'https://10.0.0.10:6443/k8s/clusters/c-1'],
    ['a query', 'https://10.0.0.10:6443/?a=b'],
    ['nothing', ''],
    ['something other than text', 5],
    [
      'a name of more than 253 characters',
      `https://${`${'a'.repeat(63)}.`.repeat(4)}`,
    ],
    ['a name with a label of 64', `https://${'a'.repeat(64)}.example:6443`],
  ])('should refuse a server that is %s', (_, server) => {
    const { problems } = inspectKubeconfig(
      stringify(kubeconfigObject({ cluster: { server } })),
    );
    expect(problems.map(p => [p.code, p.path])).toEqual([
      ['ServerInvalid', 'clusters[0].cluster.server'],
    ]);
    expect(JSON.stringify(problems)).not.toContain(MARKER);
  });

  it('should tell host and port of an IPv6 server and of the default port', () => {
    const at = (server: string) =>
      inspectKubeconfig(stringify(kubeconfigObject({ cluster: { server } })));
    expect(at('https://[fd00::1]:6443')).toMatchObject({
      server: 'https://[fd00::1]:6443',
      host: 'fd00::1',
      port: 6443,
    });
    expect(at('https://api.blue.example/')).toMatchObject({
      server: 'https://api.blue.example:443',
      port: 443,
    });
  });

  it('should take a host as long as DNS allows', () => {
    const host = `${`${'a'.repeat(63)}.`.repeat(3)}${'b'.repeat(61)}`;
    expect(host).toHaveLength(253);
    const cluster = { server: `https://${host}:6443` };
    expect(codesOf(stringify(kubeconfigObject({ cluster })))).toEqual([]);
  });

  it.each([
    ['two clusters', { clusters: [{}, {}] }, 'NotOneCluster'],
    ['no cluster', { clusters: [] }, 'NotOneCluster'],
    ['clusters that are no list', { clusters: 'x' }, 'NotOneCluster'],
    ['no user', { users: null }, 'NotOneUser'],
    ['two users', { users: [{}, {}] }, 'NotOneUser'],
    ['two contexts', { contexts: [{}, {}] }, 'ContextMismatch'],
    ['another current context', { 'current-context': 'x' }, 'ContextMismatch'],
    ['a current context but none listed', { contexts: [] }, 'ContextMismatch'],
    ['another kind', { kind: 'Secret' }, 'NotAKubeconfig'],
  ])('should refuse %s', (_, top, code) => {
    expect(codesOf(stringify(kubeconfigObject({ top })))).toEqual([code]);
  });

  it('should refuse a context that leads to another user', () => {
    const object = kubeconfigObject({ context: { user: 'root' } });
    expect(codesOf(stringify(object))).toEqual(['ContextMismatch']);
  });

  it.each([
    ['no certificate authority', { 'certificate-authority-data': '' }],
    ['text', { 'certificate-authority-data': 'hello' }],
    ['base64 of text', { 'certificate-authority-data': btoa('hello') }],
    ['a key as authority', { 'certificate-authority-data': KEY_DATA }],
  ])('should refuse a cluster with %s', (_, cluster) => {
    expect(codesOf(stringify(kubeconfigObject({ cluster })))).toEqual([
      expect.stringMatching(/^CertificateAuthority(Missing|Invalid)$/),
    ]);
  });

  it.each([
    ['neither certificate nor key', '', '', 'ClientCertificateMissing'],
    ['no key', CERTIFICATE_DATA, '', 'ClientCertificateMissing'],
    ['no certificate', '', KEY_DATA, 'ClientCertificateMissing'],
    ['a damaged certificate', btoa('x'), KEY_DATA, 'ClientCertificateInvalid'],
    ['a certificate as key', CERTIFICATE_DATA, CA_DATA, 'ClientKeyInvalid'],
    [
      'an encrypted key',
      CERTIFICATE_DATA,
      btoa(pem('ENCRYPTED PRIVATE KEY')),
      'ClientKeyInvalid',
    ],
    [
      'two keys',
      CERTIFICATE_DATA,
      btoa(pem('PRIVATE KEY') + pem('PRIVATE KEY')),
      'ClientKeyInvalid',
    ],
  ])('should refuse a user with %s', (_, certificate, key, code) => {
    const user = {
      'client-certificate-data': certificate,
      'client-key-data': key,
    };
    expect(codesOf(stringify(kubeconfigObject({ user })))).toEqual([code]);
  });

  it('should accept an EC key with its parameters before it', () => {
    const key = btoa(pem('EC PARAMETERS') + pem('EC PRIVATE KEY'));
    const user = { 'client-key-data': key };
    expect(codesOf(stringify(kubeconfigObject({ user })))).toEqual([]);
  });

  it('should take a token only where the rules allow one', () => {
    const text = stringify(
      kubeconfigObject({
        user: {
          'client-certificate-data': '',
          'client-key-data': '',
          token: MARKER,
        },
      }),
    );
    expect(codesOf(text)).toEqual([
      'TokenNotAllowed',
      'ClientCertificateMissing',
    ]);
    expect(inspectKubeconfig(text, { allowToken: true })).toMatchObject({
      problems: [],
      authentication: 'token',
    });
  });

  it('should refuse a token that could break out of a header', () => {
    const text = stringify(
      kubeconfigObject({ user: { token: `${MARKER}\r\nX-Other: 1` } }),
    );
    const { problems } = inspectKubeconfig(text, { allowToken: true });
    expect(problems.map(p => p.code)).toEqual(['TokenInvalid']);
  });

  it.each([
    ['more than 64 KiB', `# ${'x'.repeat(70_000)}`, 'TooLarge'],
    ['more than 64 KiB in bytes', `# ${'é'.repeat(33_000)}`, 'TooLarge'],
    ['aliases', 'a: &x 1\nb: *x', 'TooComplex'],
    ['tags', 'a: !!js/function "x"', 'TooComplex'],
    ['directives', '%YAML 1.1\n---\na: 1', 'TooComplex'],
    ['deep brackets', '['.repeat(60_000), 'TooComplex'],
    ['deep lists in a line', '- '.repeat(30_000), 'TooComplex'],
    [
      'deep indentation',
      Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      'TooComplex',
    ],
    ['a merge key', 'apiVersion: v1\n<<: {kind: Config}', 'NotAKubeconfig'],
    ['broken YAML', `a: [${MARKER}`, 'NotYaml'],
    ['a repeated key', `a: ${MARKER}\na: 2`, 'NotYaml'],
    ['two documents', 'a: 1\n---\nb: 2', 'NotYaml'],
    ['a list', '- a', 'NotAKubeconfig'],
    ['nothing', '', 'NotAKubeconfig'],
  ])('should refuse a document with %s', (_, text, code) => {
    const { problems } = inspectKubeconfig(text);
    expect(problems[0]?.code).toBe(code);
    expect(JSON.stringify(problems)).not.toContain(MARKER);
  });

  it('should not be led to a prototype by a key', () => {
    const text = stringify(kubeconfigObject()).replace(
      'kind: Config',
      'kind: Config\n__proto__: {insecure: 1}\nconstructor: 1',
    );
    expect(codesOf(text)).toEqual(['UnknownField']);
    expect(({} as Record<string, unknown>).insecure).toBeUndefined();
  });
});
