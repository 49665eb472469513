import { stringify } from 'yaml';
import { KubeconfigProblemCode } from '@dpf-portal/dpf-model';
import {
  CA_DATA,
  CERTIFICATE_DATA,
  KEY_DATA,
  kubeconfigObject,
  pem,
} from './kubeconfigs';

/**
 * A kubeconfig that somebody wrote to get more than a connection, or by mistake. All of them stand in this file, so that the
 * reader of uploads, the reader of Secrets and a Go client are tried with the same list.
 */
export interface HostileKubeconfig {
  /** Names the case; unique. */
  what: string;
  /** The document; as bytes where it is no text. */
  content: string | Buffer;
  /** The first thing said against it; `undefined`: it is to be accepted, being harmless. */
  refusal?: KubeconfigProblemCode;
}

/** Stands in every document where a secret, a command or a path could be. Nothing said about one may repeat it. */
export const HOSTILE_MARKER = 'do-not-repeat-me';

const KIB = 1024;
const good = stringify(kubeconfigObject());

type Part = Parameters<typeof kubeconfigObject>[0];

function changed(
  refusal: KubeconfigProblemCode | undefined,
  cases: Readonly<Record<string, Part>>,
): HostileKubeconfig[] {
  return Object.entries(cases).map(([what, part]) => ({
    what,
    content: stringify(kubeconfigObject(part), {
      aliasDuplicateObjects: false,
    }),
    refusal,
  }));
}

function documents(
  refusal: KubeconfigProblemCode | undefined,
  cases: Readonly<Record<string, string | Buffer>>,
): HostileKubeconfig[] {
  return Object.entries(cases).map(([what, content]) => ({
    what,
    content,
    refusal,
  }));
}

function billionLaughs(): string {
  const lines = ['a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]'];
  for (let i = 1; i < 10; i++) {
    const before = Array(9)
      .fill(`*a${i - 1}`)
      .join(', ');
    lines.push(`a${i}: &a${i} [${before}]`);
  }
  return `${lines.join('\n')}\n${good}`;
}

const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');

/** The text before the line of a good kubeconfig that holds this field. */
const before = (field: string, text: string) =>
  good.replace(new RegExp(`^.*${field}:`, 'm'), line => `${text}${line}`);

const hiddenBy = (lineBreak: string) =>
  before(
    'client-certificate-data',
    `    # ${HOSTILE_MARKER}${lineBreak}      tokenFile: /some/file\n`,
  );

const ENTRY = {
  cluster: {
    server: 'https://10.0.0.10:6443',
    'certificate-authority-data': CA_DATA,
  },
  user: {
    'client-certificate-data': CERTIFICATE_DATA,
    'client-key-data': KEY_DATA,
  },
};

/**
 * Hostile, broken and merely odd kubeconfigs with what is to become of them. One corpus for everything that takes a
 * kubeconfig from outside.
 */
export const HOSTILE_KUBECONFIGS: readonly HostileKubeconfig[] = [
  // Runs something, or reads files of whoever uses it.
  ...changed('FieldNotAllowed', {
    'a program': {
      user: {
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: 'sh',
          args: ['-c', HOSTILE_MARKER],
        },
      },
    },
    'a program of nothing': { user: { exec: {} } },
    'an auth provider': {
      user: {
        'auth-provider': {
          name: 'gcp',
          config: { 'cmd-path': HOSTILE_MARKER },
        },
      },
    },
    'a certificate in a file': {
      user: { 'client-certificate': `/etc/${HOSTILE_MARKER}` },
    },
    'a key in a file': { user: { 'client-key': `/etc/${HOSTILE_MARKER}` } },
    'a token in a file': {
      user: {
        tokenFile: '/var/run/secrets/kubernetes.io/serviceaccount/token',
      },
    },
    'an authority in a file': {
      cluster: { 'certificate-authority': `../${HOSTILE_MARKER}` },
    },
    'another way to the server': {
      cluster: { 'proxy-url': `http://${HOSTILE_MARKER}:3128` },
    },
    'a server that is not verified': {
      cluster: { 'insecure-skip-tls-verify': true },
    },
    'a server that is not verified, said as text': {
      cluster: { 'insecure-skip-tls-verify': 'true' },
    },
    'another name of the server': {
      cluster: { 'tls-server-name': HOSTILE_MARKER },
    },
    'somebody else': { user: { as: 'system:admin' } },
    'somebody else’s groups': {
      user: { 'as-groups': ['system:masters'] },
    },
    'somebody else’s uid': { user: { 'as-uid': HOSTILE_MARKER } },
    'somebody else’s extras': {
      user: { 'as-user-extra': { scopes: [HOSTILE_MARKER] } },
    },
    'a password alone': {
      user: {
        'client-certificate-data': '',
        'client-key-data': null,
        username: 'admin',
        password: HOSTILE_MARKER,
      },
    },
  }),

  // Leads somewhere else.
  ...changed('ServerInvalid', {
    http: { cluster: { server: 'http://10.0.0.10:6443' } },
    'a file for a server': { cluster: { server: 'file:///etc/passwd' } },
    'a socket for a server': { cluster: { server: 'unix:///run/x.sock' } },
    'data for a server': { cluster: { server: 'data:text/plain,x' } },
    'credentials in the server': {
      cluster: { server: `https://a:${HOSTILE_MARKER}@10.0.0.10:6443` },
    },
    'a path in the server': {
      cluster: { server: 'https://10.0.0.10:6443/api/../..' },
    },
    'a backslash in the server': {
      cluster: { server: `https://10.0.0.10:6443\\@${HOSTILE_MARKER}` },
    },
    'a line break in the server': {
      cluster: { server: 'https://10.0.0.10:6443\r\nX-Evil: 1' },
    },
    'a tab in the server': { cluster: { server: 'https://10.0.0\t.10:6443' } },
    'a port too great': { cluster: { server: 'https://10.0.0.10:65536' } },
    'no port at all': { cluster: { server: 'https://10.0.0.10:0' } },
    'a list for a server': { cluster: { server: ['https://10.0.0.10:6443'] } },
  }),

  // Is more than one thing, or not what it says.
  ...changed('NotOneCluster', {
    'two clusters of one name': {
      top: {
        clusters: [
          { name: 'blue', cluster: ENTRY.cluster },
          { name: 'blue', cluster: { server: `https://${HOSTILE_MARKER}` } },
        ],
      },
    },
    'two clusters and no context': {
      top: {
        clusters: [
          { name: 'blue', cluster: ENTRY.cluster },
          { name: 'evil', cluster: ENTRY.cluster },
        ],
        contexts: [],
        'current-context': '',
      },
    },
    'clusters in a map': { top: { clusters: { blue: ENTRY.cluster } } },
    'a cluster without a name': {
      top: { clusters: [{ cluster: ENTRY.cluster }] },
    },
  }),
  ...changed('NotOneUser', {
    'two users': {
      top: {
        users: [
          { name: 'admin', user: ENTRY.user },
          { name: 'admin', user: { exec: { command: HOSTILE_MARKER } } },
        ],
      },
    },
  }),
  ...changed('ContextMismatch', {
    'a context for another user': { context: { user: HOSTILE_MARKER } },
    'another current context': {
      top: { 'current-context': HOSTILE_MARKER },
    },
  }),
  ...changed('UnknownField', {
    'a field that is not known': { user: { 'exec-v2': HOSTILE_MARKER } },
    'a field in capitals': { user: { Exec: { command: HOSTILE_MARKER } } },
    'a field of a prototype': { user: { constructor: HOSTILE_MARKER } },
    'a field that every object has': { cluster: { toString: HOSTILE_MARKER } },
    // An own property of that name.
    'the prototype itself': {
      user: JSON.parse(`{"__proto__": {"exec": "${HOSTILE_MARKER}"}}`),
    },
    'the prototype at the top': {
      top: JSON.parse('{"__proto__": {"kind": "Config"}}'),
    },
  }),
  ...documents('UnknownField', {
    'a field that is no text': good.replace(
      'kind: Config',
      'kind: Config\n? [a, b]\n: 1',
    ),
  }),

  // Is read by other programs as something else.
  ...documents('UnusualLineBreak', {
    'a token’s file behind a CR': hiddenBy('\r'),
    'a token’s file behind a NEL': hiddenBy('\u0085'),
    'a token’s file behind a line separator': hiddenBy('\u2028'),
    'a token’s file behind a paragraph separator': hiddenBy('\u2029'),
    'a program behind a CR': before(
      'users',
      `# note\r    exec: {command: ${HOSTILE_MARKER}}\n`,
    ),
    'another server behind a line separator': before(
      'server',
      `      # note\u2028      server: https://${HOSTILE_MARKER}\n`,
    ),
    'a CR at the very end': `${good}\r`,
    'a CR before a CRLF': good.replace('\n', '\r\r\n'),
    'a line separator in quotes': good.replace('name: blue', 'name: "a\u2028"'),
    'a line separator in JSON': JSON.stringify(kubeconfigObject()).replace(
      '"Config"',
      '"Config"\u2028',
    ),
  }),
  ...documents('ReadDifferently', {
    'a name that is true': good.replaceAll('admin@blue', 'yes'),
    'a name that is false': good.replaceAll('admin@blue', 'Off'),
    'a name that is a number of base 60': good.replaceAll('admin@blue', '1:20'),
    'a name that is a date': good.replaceAll('admin@blue', '2001-01-01'),
    'a tab before a comment': before('users', '\t# note\n'),
    'a tab in an empty line': before('users', '  \t\n'),
    'a colon in the line after its key': good.replace(
      'kind: Config',
      'kind\n  : Config',
    ),
    'a key after a question mark': good.replace(
      'kind: Config',
      '? kind\n: Config',
    ),
    'an escape that only JSON has': JSON.stringify(
      kubeconfigObject({ context: { namespace: 'a/b' } }),
    ).replace('a/b', 'a\\/b'),
  }),
  ...changed('ReadDifferently', {
    'a number as a key of an extension': {
      top: {
        extensions: [{ name: 'a', extension: new Map([[1, HOSTILE_MARKER]]) }],
      },
    },
  }),
  ...changed('FieldInvalid', {
    'extensions that are no list': { top: { extensions: HOSTILE_MARKER } },
    'an extension twice': {
      cluster: { extensions: [{ name: 'a' }, { name: 'a' }] },
    },
    'preferences that are text': { top: { preferences: HOSTILE_MARKER } },
    'a number for a namespace': { context: { namespace: 7 } },
    'a number for a token': { user: { token: 7 } },
    'a text for a switch of a cluster that is not used': {
      top: {
        clusters: [
          { name: 'blue', cluster: ENTRY.cluster },
          { name: 'other', cluster: { 'insecure-skip-tls-verify': 'yes' } },
        ],
      },
    },
    'data that is no base64 of a user that is not used': {
      top: {
        users: [
          { name: 'admin', user: ENTRY.user },
          { name: 'other', user: { 'client-key-data': HOSTILE_MARKER } },
        ],
      },
    },
    'text for a switch': { cluster: { 'disable-compression': 'no' } },
  }),
  ...changed('FieldNotAllowed', {
    'a program that is empty text': { user: { exec: '' } },
    'a program that is false': { user: { exec: false } },
    'a name of the server that is false': {
      cluster: { 'tls-server-name': false },
    },
  }),
  ...changed('ServerInvalid', {
    'a host of two numbers': { cluster: { server: 'https://10.10:6443' } },
    'a host with octal numbers': {
      cluster: { server: 'https://010.0.0.10:6443' },
    },
    'a host that is one number': { cluster: { server: 'https://167772170' } },
    'a host in escapes': { cluster: { server: 'https://10.0.0%2e10:6443' } },
    'a host in fullwidth digits': {
      cluster: { server: 'https://１０.0.0.10:6443' },
    },
    'a host that ends in a dot': { cluster: { server: 'https://10.0.0.10.' } },
    'a host in another alphabet': {
      cluster: { server: 'https://аpi.example' },
    },
  }),
  ...changed('UnknownField', {
    'a second user of the entry, in capitals': {
      top: {
        users: [
          {
            name: 'admin',
            user: ENTRY.user,
            User: { exec: { command: HOSTILE_MARKER } },
          },
        ],
      },
    },
    'a merge key in the user': { user: { '<<': { tokenFile: '/x' } } },
  }),
  ...changed('CertificateAuthorityInvalid', {
    'a certificate in from the margin': {
      cluster: {
        'certificate-authority-data': btoa(
          `${atob(CA_DATA)} ${pem('CERTIFICATE')}`,
        ),
      },
    },
    'a certificate behind a CR': {
      cluster: {
        'certificate-authority-data': btoa(
          `${atob(CA_DATA)}# note\r${pem('CERTIFICATE')}`,
        ),
      },
    },
    'a certificate with a header': {
      cluster: {
        'certificate-authority-data': btoa(
          pem('CERTIFICATE').replace('\n', '\nNote: x\n\n'),
        ),
      },
    },
    'half a certificate after one': {
      cluster: {
        'certificate-authority-data': btoa(
          `${atob(CA_DATA)}-----BEGIN CERTIFICATE-----\n`,
        ),
      },
    },
    'spaces in base64': {
      cluster: {
        'certificate-authority-data': `${CA_DATA.slice(0, 20)} ${CA_DATA.slice(
          20,
        )}`,
      },
    },
  }),

  // Is not whole.
  ...changed('SecretsLeftOut', {
    'what kubectl config view writes': {
      cluster: { 'certificate-authority-data': 'DATA+OMITTED' },
      user: {
        'client-certificate-data': 'DATA+OMITTED',
        'client-key-data': 'DATA+OMITTED',
      },
    },
    'what an older kubectl config view writes': {
      cluster: { 'certificate-authority-data': 'REDACTED' },
      user: {
        'client-certificate-data': 'REDACTED',
        'client-key-data': 'REDACTED',
      },
    },
    'a key that somebody took out': {
      user: { 'client-key-data': '<hidden>' },
    },
  }),
  ...changed('EncodedTwice', {
    'data in base64 twice': {
      cluster: { 'certificate-authority-data': btoa(CA_DATA) },
      user: { 'client-key-data': btoa(`${KEY_DATA}\n`) },
    },
  }),
  ...changed('ClientKeyInvalid', {
    'a key in PEM without base64': {
      user: { 'client-key-data': atob(KEY_DATA) },
    },
    'a key in DER': { user: { 'client-key-data': btoa('\x30\x01\x00') } },
  }),

  // Is meant for the parser.
  ...documents('TooComplex', {
    'a billion laughs': billionLaughs(),
    'an anchor': good.replace('name: blue', 'name: &n blue'),
    'an alias of itself': 'a: &a [*a]',
    'a tag that makes an object': `a: !!js/function "${HOSTILE_MARKER}"`,
    'a tag of one’s own': 'a: !<tag:example.com,2026:x> 1',
    'a directive': `%YAML 1.1\n---\n${good}`,
    'thirty thousand brackets': '['.repeat(30_000),
    'thirty thousand braces': '{a: '.repeat(16_000),
    'thirty thousand dashes': '- '.repeat(30_000),
    'three hundred indents': lines(300, i => `${' '.repeat(i)}a:`),
    'nine thousand keys': lines(8_000, i => `k${i}:`),
    'nine thousand keys in braces': `{${Array.from(
      { length: 9_000 },
      (_, i) => `k${i}`,
    ).join()}}`,
    'sixty thousand commas': `[${','.repeat(60_000)}]`,
    'sixteen thousand question marks': '? a\n'.repeat(16_000),
    'sixty thousand blank lines': `${'\n'.repeat(60_000)}${good.slice(0, 1)}`,
    'thirty thousand comments': '#\n'.repeat(30_000),
  }),
  ...documents('TooLarge', {
    'ten megabytes': `# ${'x'.repeat(10 * KIB * KIB)}`,
    'ten megabytes of laughs': 'lol: [lol]\n'.repeat(KIB * KIB),
    'a little more than 64 KiB in bytes': `# ${'é'.repeat(33 * KIB)}`,
  }),
  ...documents('NotYaml', {
    'a key twice': good.replace('kind: Config', 'kind: Config\nkind: Config'),
    'a second user field': good.replace(
      'users:',
      `users: []\nusers: # ${HOSTILE_MARKER}`,
    ),
    'two documents': `${good}---\n${good}`,
    'an open bracket': `a: [${HOSTILE_MARKER}`,
    'bytes that are no UTF-8': Buffer.concat([
      Buffer.from(good.replace(/\n$/, ' # ')),
      Buffer.from([0xff, 0xfe, 0xc0, 0x80, 0x0a]),
    ]),
    'UTF-16 without a byte order mark': Buffer.from(good, 'utf16le'),
    'UTF-16 that was read as another encoding': Buffer.from(
      `\ufeff${good}`,
      'utf16le',
    ).toString('latin1'),
    'a non-breaking space in the indentation': good.replace(
      '    server',
      '\u00a0\u00a0\u00a0\u00a0server',
    ),
    'half a surrogate pair': good.replace('name: blue', 'name: "\ud800"'),
    'two byte order marks': `\ufeff\ufeff${good}`,
    'a byte order mark before a field': before('users', '\ufeff'),
    'a vertical tab': before('users', '# note\u000b'),
    'UTF-32': Buffer.from(
      [...`\ufeff${good}`].flatMap(character => [
        character.charCodeAt(0) % 256,
        Math.floor(character.charCodeAt(0) / 256),
        0,
        0,
      ]),
    ),
    'a second document that is empty': `${good}---\n`,
    'a second document after an end': `${good}...\n${good}`,
    'a NUL': good.replace('name: blue', 'name: "blue\u0000"'),
    'an escape sequence': good.replace('name: blue', 'name: \u001b[31mblue'),
    'a binary': Buffer.from(Array.from({ length: 4_096 }, (_, i) => i % 256)),
  }),
  ...documents('NotAKubeconfig', {
    nothing: '',
    'a list': '- a',
    'a word': HOSTILE_MARKER,
    'a merge key': 'apiVersion: v1\n<<: {kind: Config}',
    'base64 of a kubeconfig': btoa(good),
    'base64 of base64, in lines': (
      btoa(btoa(good)).match(/.{1,76}/g) ?? []
    ).join('\r\n'),
    'a Secret': stringify({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: HOSTILE_MARKER },
      data: { 'admin.conf': btoa(good), [HOSTILE_MARKER]: 'eA==' },
    }),
    'a list with a Secret': JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: [{ kind: 'Secret', stringData: { value: good } }],
    }),
    'the data of a Secret': JSON.stringify({ 'super-admin.conf': btoa(good) }),
    HTML: '<!DOCTYPE html><html><body>Sign in</body></html>',
  }),

  // Looks odd, and is harmless.
  ...documents(undefined, {
    'a byte order mark': `\ufeff${good}`,
    'Windows’ line ends': good.replaceAll('\n', '\r\n'),
    'a document start': `---\n${good}`,
    JSON: JSON.stringify(kubeconfigObject()),
    'JSON indented by tabs': JSON.stringify(kubeconfigObject(), null, '\t'),
    'both a byte order mark and Windows’ line ends': `\ufeff${good.replaceAll(
      '\n',
      '\r\n',
    )}`,
    'a document end': `${good}...\n# note\n`,
    'words of YAML 1.1 in quotes': good.replaceAll('admin@blue', '"yes"'),
    'words of YAML 1.1 in a comment': `${good}# yes: 010\n`,
    'an escaped line separator': good.replaceAll('admin@blue', '"a\\u2028b"'),
    'a tab after a value': good.replace('kind: Config', 'kind: Config\t# note'),
    'what minikube adds': before(
      'server',
      '      extensions:\n        - extension:\n            last-update: Mon, 06 May 2024 10:00:00 CEST\n          name: cluster_info\n',
    ),
    'UTF-16, as Windows PowerShell writes it': Buffer.from(
      `\ufeff${good.replaceAll('\n', '\r\n')}`,
      'utf16le',
    ),
    'UTF-16 of the other byte order': Buffer.from(
      `\ufeff${good}`,
      'utf16le',
    ).swap16(),
    'no kind and no version': good.replace(
      'apiVersion: v1\nkind: Config\n',
      '',
    ),
    'data in lines of 64 characters': good.replace(
      CA_DATA,
      `|\n${(CA_DATA.match(/.{1,64}/g) ?? [])
        .map(line => `        ${line}`)
        .join('\n')}`,
    ),
  }),
  ...changed(undefined, {
    'text around certificates, as OpenSSL writes it': {
      cluster: {
        'certificate-authority-data': btoa(
          `subject=CN = blue\n\n${atob(CA_DATA)}\n${atob(CA_DATA)}`,
        ),
      },
    },
    'refused fields without a value': {
      cluster: {
        'tls-server-name': '',
        'proxy-url': null,
        'certificate-authority': '',
      },
      user: {
        as: '',
        'as-groups': [],
        'as-user-extra': {},
        tokenFile: '',
        'client-key': '',
        username: '',
        password: null,
        token: '',
      },
    },
    'an empty proxy': { cluster: { 'proxy-url': '' } },
    'a field of clients before 1.6': {
      cluster: { 'api-version': 'v1' },
      top: { 'api-version': 'v1' },
    },
    'no current context, of one': { top: { 'current-context': '' } },
    'a token beside a certificate': { user: { token: 'abc' } },
    'a password beside a certificate': {
      user: { username: 'admin', password: HOSTILE_MARKER },
    },
    'other entries, which the context does not use': {
      top: {
        clusters: [
          {
            name: 'other',
            cluster: { server: 'http://10.0.0.11', other: 1 },
          },
          { name: 'blue', cluster: ENTRY.cluster },
        ],
        users: [
          { name: 'other', user: { exec: { command: HOSTILE_MARKER } } },
          { name: 'admin', user: ENTRY.user },
        ],
        contexts: [
          { name: 'other', context: { cluster: 'other', user: 'other' } },
          { name: 'admin@blue', context: { cluster: 'blue', user: 'admin' } },
        ],
      },
    },
    'a refused field that is switched off': {
      cluster: { 'insecure-skip-tls-verify': false },
      user: { exec: null },
    },
  }),
];
