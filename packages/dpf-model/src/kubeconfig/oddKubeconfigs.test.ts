import { stringify } from 'yaml';
import {
  CA_DATA,
  CERTIFICATE_DATA,
  KEY_DATA,
  kubeconfigObject,
} from '@dpf-portal/test-support';
import {
  analyseKubeconfig,
  inspectKubeconfig,
  parseSafeKubeconfig,
} from './inspectKubeconfig';
import { renderKubeconfig } from './renderKubeconfig';
import { UnsafeKubeconfigError } from './KubeconfigInspection';
import { decodeKubeconfig, withoutTrailer } from './kubeconfigTextOf';

const good = stringify(kubeconfigObject());
const RAW = '`kubectl config view --raw --minify --flatten > admin.kubeconfig`';

function textWith(parts: Parameters<typeof kubeconfigObject>[0]): string {
  return stringify(kubeconfigObject(parts));
}

/** What is said against it, in full. */
function saidOf(text: string): string[] {
  return inspectKubeconfig(text).problems.map(
    ({ code, message }) => `${code}: ${message}`,
  );
}

describe('A kubeconfig whose secrets were left out', () => {
  it.each(['DATA+OMITTED', 'REDACTED', '<redacted>', '***', 'xxx', '…'])(
    'should have one problem, with the command that writes them: %s',
    placeholder => {
      const text = textWith({
        cluster: { 'certificate-authority-data': placeholder },
        user: {
          'client-certificate-data': placeholder,
          'client-key-data': placeholder,
          token: placeholder,
        },
      });
      expect(saidOf(text)).toEqual([
        `SecretsLeftOut: The secrets were left out: certificate-authority-data, client-certificate-data and client-key-data hold a placeholder. Write them with: ${RAW}.`,
      ]);
    },
  );

  it('should name the one field that was left out', () => {
    const text = textWith({ user: { 'client-key-data': 'REDACTED' } });
    expect(saidOf(text)).toEqual([
      `SecretsLeftOut: The secrets were left out: client-key-data holds a placeholder. Write them with: ${RAW}.`,
    ]);
  });
});

describe('A kubeconfig that was encoded once too often', () => {
  it('should have one problem for all its data', () => {
    const text = textWith({
      cluster: { 'certificate-authority-data': btoa(CA_DATA) },
      user: {
        'client-certificate-data': btoa(CERTIFICATE_DATA),
        'client-key-data': btoa(KEY_DATA),
      },
    });
    expect(saidOf(text)).toEqual([
      'EncodedTwice: certificate-authority-data, client-certificate-data and client-key-data are encoded in base64 twice. Decode the value once: `printf %s VALUE | base64 -d`.',
    ]);
  });

  it.each([
    [btoa(good), 'base64. Decode it: `base64 -d FILE > admin.kubeconfig`.'],
    [
      JSON.stringify(btoa(good)),
      'base64. Decode it: `base64 -d FILE > admin.kubeconfig`.',
    ],
    [
      btoa(btoa(good)).replace(/(.{76})/g, '$1\n'),
      'base64, encoded 2 times. Decode it: `base64 -d FILE | base64 -d > admin.kubeconfig`.',
    ],
  ])('should be recognised as a whole', (text, said) => {
    expect(saidOf(text)).toEqual([
      `NotAKubeconfig: It is a kubeconfig in ${said}`,
    ]);
  });
});

describe('A Secret in the place of its kubeconfig', () => {
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'blue', namespace: 'team-a' },
    data: { 'super-admin.conf': btoa(good), 'admin.conf': btoa(good) },
  };
  it.each([
    ['YAML', stringify(secret), 'super-admin.conf'],
    ['JSON', JSON.stringify(secret), 'super-admin.conf'],
    [
      'a list',
      JSON.stringify({ kind: 'List', items: [{ ...secret, data: {} }] }),
      'admin.conf',
    ],
    [
      'of Cluster API',
      stringify({ ...secret, data: { value: btoa(good) } }),
      'value',
    ],
    ['its data alone', JSON.stringify(secret.data), 'super-admin.conf'],
  ])('should be named with the command that writes it: %s', (_, text, key) => {
    expect(saidOf(text)).toEqual([
      `NotAKubeconfig: It is a Secret, and not the kubeconfig in it. Write that with: \`kubectl -n NAMESPACE get secret NAME -o go-template='{{index .data "${key}" | base64decode}}'\`.`,
    ]);
  });
});

describe('Credentials beside a client certificate', () => {
  it.each([
    [
      'a token',
      { token: 'abc' },
      ['TokenLeftOut: token was left out'],
      'users[0].user.token',
    ],
    [
      'a token that is none',
      { token: 'a b\n' },
      ['TokenLeftOut: token was left out'],
      'users[0].user.token',
    ],
    [
      'a password',
      { username: 'admin', password: 'abc' },
      ['PasswordLeftOut: username and password were left out'],
      'users[0].user.password',
    ],
  ])('should be left out with a warning: %s', (_, user, said, path) => {
    const { inspection, safe } = analyseKubeconfig(textWith({ user }), {});
    const { problems, warnings = [], authentication } = inspection;
    expect(problems).toEqual([]);
    expect(authentication).toBe('clientCertificate');
    expect(warnings.map(one => `${one.code}: ${one.message}`)).toEqual(
      said.map(one => expect.stringContaining(one)),
    );
    expect(warnings[0].path).toBe(path);
    expect(safe?.token).toBeUndefined();
    const stored = safe ? renderKubeconfig(safe, { clusterName: 'a' }) : '';
    expect(stored).not.toMatch(/abc|token|password|username/);
    expect(parseSafeKubeconfig(stored)).toEqual(safe);
  });

  it('should not be used from a Secret either', () => {
    const text = textWith({ user: { token: 'abc', password: 'x' } });
    expect(parseSafeKubeconfig(text, { allowToken: true })).toEqual(
      parseSafeKubeconfig(good),
    );
  });

  it.each([
    ['a token', { token: 'abc' }, 'TokenNotAllowed'],
    ['a password', { username: 'a', password: 'b' }, 'FieldNotAllowed'],
  ])('should be refused where there is none: %s', (_, user, code) => {
    const text = textWith({
      user: { 'client-certificate-data': '', 'client-key-data': '', ...user },
    });
    const said = saidOf(text);
    expect(said[0]).toMatch(new RegExp(`^${code}: .*\`kubeadm kubeconfig`));
  });
});

describe('What a Windows editor or PowerShell writes', () => {
  const bytes = (text: string, encoding: BufferEncoding) =>
    Buffer.from(text, encoding);
  const crlf = good.replaceAll('\n', '\r\n');

  it.each([
    ['UTF-8', bytes(crlf, 'utf8')],
    ['UTF-8 with a byte order mark', bytes(`\ufeff${crlf}`, 'utf8')],
    ['UTF-16', bytes(`\ufeff${crlf}`, 'utf16le')],
    ['UTF-16 of the other order', bytes(`\ufeff${crlf}`, 'utf16le').swap16()],
  ])('should be accepted: %s', (_, content) => {
    expect(parseSafeKubeconfig(decodeKubeconfig(content))).toEqual(
      parseSafeKubeconfig(good),
    );
  });

  it.each(['\0', '\0\0\r\n', '\x1a', '\r\n\x1a'])(
    'should be accepted with %j at its end, where it is rebuilt',
    trailer => {
      const text = `${crlf}${trailer}`;
      expect(saidOf(text)).toHaveLength(1);
      expect(parseSafeKubeconfig(withoutTrailer(text))).toEqual(
        parseSafeKubeconfig(good),
      );
    },
  );

  it('should be looked through once, however long it is', () => {
    const before = performance.now();
    const text = `${`${' '.repeat(5_000)}x`.repeat(100)}\0`;
    expect(withoutTrailer(text)).toBe(`${text.slice(0, -1)}\n`);
    expect(performance.now() - before).toBeLessThan(1_000);
  });

  it.each([
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), 'UTF-32 text.'],
    [
      'an old code page',
      bytes(`# gr\xfcn\n${good}`, 'latin1'),
      'not UTF-8 text.',
    ],
  ])(
    'should be named with the command that mends it: %s',
    (_, content, said) => {
      let caught: unknown;
      try {
        decodeKubeconfig(content);
      } catch (error) {
        caught = error;
      }
      expect(caught).toBeInstanceOf(UnsafeKubeconfigError);
      expect(String(caught)).toContain(said);
      expect(String(caught)).toContain('Set-Content -Encoding utf8');
    },
  );

  it.each([
    ['latin1' as const, '\ufeff'],
    ['latin1' as const, ''],
    ['utf8' as const, '\ufeff'],
  ])('should be named where it was read as %s', (encoding, mark) => {
    const text = bytes(`${mark}${good}`, 'utf16le').toString(encoding);
    expect(saidOf(text)).toEqual([
      expect.stringMatching(/^NotYaml: It is UTF-16 text .*Set-Content/),
    ]);
  });

  it('should be named where spaces are not spaces', () => {
    const text = good.replace('    server', '  \u00a0\u00a0server');
    const [said] = saidOf(text);
    expect(said).toMatch(/^NotYaml: Line \d+ is indented by a space that/);
    expect(said).toContain('sed');
  });
});

describe('Old and short forms', () => {
  it.each([
    [
      'a field of clients before 1.6',
      { cluster: { 'api-version': 'v1' }, top: { 'api-version': 'v1' } },
    ],
    ['an empty current context, of one', { top: { 'current-context': '' } }],
    ['no current context, of one', { top: { 'current-context': null } }],
    ['no kind', { top: { kind: undefined, apiVersion: null } }],
    ['an empty proxy', { cluster: { 'proxy-url': '' } }],
    ['nobody to act as', { user: { as: '', 'as-groups': [], tokenFile: '' } }],
  ])('should be accepted: %s', (_, parts) => {
    expect(parseSafeKubeconfig(textWith(parts))).toEqual(
      parseSafeKubeconfig(good),
    );
  });
});

describe('A refusal', () => {
  it.each([
    ['a file', { user: { 'client-key': '/x' } }, RAW],
    ['a program', { user: { exec: { command: 'x' } } }, 'kubeadm kubeconfig'],
    [
      'an unverified server',
      { cluster: { 'insecure-skip-tls-verify': true } },
      '--embed-certs',
    ],
    [
      'no authority',
      { cluster: { 'certificate-authority-data': '' } },
      '--embed-certs',
    ],
    [
      'PEM without base64',
      { user: { 'client-key-data': atob(KEY_DATA) } },
      '`base64 FILE',
    ],
    ['a proxy', { cluster: { 'proxy-url': 'http://a' } }, '--proxy-url='],
    [
      'a current context that is not there',
      { top: { 'current-context': 'x' } },
      'kubectl config use-context NAME',
    ],
  ])('should name the command that mends it: %s', (_, parts, command) => {
    expect(saidOf(textWith(parts))).toEqual([expect.stringContaining(command)]);
  });
});
