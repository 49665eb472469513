/** The parts of a valid kubeconfig. `…Data` is base64. */
export interface Parts {
  server: string;
  caData: string;
  certificateData: string;
  keyData: string;
}

const BREAKS = ['\r', '\u0085', '\u2028', '\u2029'];

const HIDDEN = [
  '    tokenFile: /etc/hostname',
  '    exec: {apiVersion: client.authentication.k8s.io/v1, command: touch, interactiveMode: Never}',
  '    server: https://10.99.99.99:6443',
  '    as: system:admin',
  '  user: {tokenFile: /etc/hostname}',
];

/** Text fragments that YAML parsers treat differently, or that add a field. */
const PIECES = [
  ...BREAKS,
  ...[
    '\n',
    '\r\n',
    '\n\n',
    '\n  ',
    '\n    ',
    '\n\t',
    ' ',
    '  ',
    '\t',
    '\u00a0',
  ],
  ...['\ufeff', '\u200b', '\u3000', '\u0000', '\u001b', '\u007f', '\ufffe'],
  ...['- ', '-\t', '? ', ': ', ':', ',', '{', '}', '[', ']', '{}', '[]', '?x'],
  ...['#', '# x', '# x\n', ' # x\n', '"', "'", '\\', '\\/', '\\n', '\\u2028'],
  ...['\\ud83d\\ude00', '|\n', '|-\n', '>\n', '>2\n', '---\n', '\n---\n'],
  ...['...\n', '\n...\n', '%', '@', '`', '!', '!!binary ', '&a ', '*a', '<<: '],
  ...['yes', 'No', 'on', 'y', '~', 'null', '014', '0o14', '0x1F', '1_000'],
  ...['1:20', '1e3', '.5', '2001-01-01', '=', 'true', 'false', '"q"', "'q'"],
  ...['exec: {command: x}\n', '\n    exec: {command: x}', 'tokenFile: /x\n'],
  ...['    tokenFile: /x\n', 'token: abc\n', 'username: x\n', 'as: x\n'],
  ...['insecure-skip-tls-verify: true\n', 'insecure-skip-tls-verify: yes\n'],
  ...['proxy-url: http://x\n', 'tls-server-name: x\n', 'Server: https://x\n'],
  ...['namespace: n\n', 'disable-compression: true\n', 'extensions: []\n'],
  ...['preferences: {}\n', 'preferences: ', 'extensions: ', 'extension: '],
];

/** Fragments that change nothing between two lines. */
const HARMLESS = [
  ...['\n', '\r\n', '\n\n', ' ', '  ', ' # note', '# note', '\t# note', '\t'],
  ...['\n# note', '\n    # note: é', '\n\t', '\n  \t', '\n ', '#', '\n#\r\n'],
  ...['\n    extensions: []', '\n    disable-compression: true'],
  ...['\n    namespace: n', '\n    as: ""', '\n    exec: null', '\n...', ','],
  ...['\n    token: abc', '\n    tls-server-name: ~', '\npreferences: {}'],
];

const linesOf = (data: string) =>
  (data.match(/.{1,64}/g) ?? []).map(line => `        ${line}`).join('\n');

/** One kubeconfig in the styles that people and tools write. */
function styles({ server, caData, certificateData, keyData }: Parts): string[] {
  const block = (name: string) => `apiVersion: v1
kind: Config
clusters:
- name: ${name}
  cluster:
    server: ${server}
    certificate-authority-data: ${caData}
users:
- name: ${name}
  user:
    client-certificate-data: ${certificateData}
    client-key-data: ${keyData}
contexts:
- name: ${name}
  context:
    cluster: ${name}
    user: ${name}
current-context: ${name}
`;
  const json = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'blue',
        cluster: { server, 'certificate-authority-data': caData },
      },
    ],
    users: [
      {
        name: 'admin',
        user: {
          'client-certificate-data': certificateData,
          'client-key-data': keyData,
        },
      },
    ],
    contexts: null,
    preferences: {},
    extensions: [{ name: 'a', extension: { b: 1 } }],
  };
  return [
    block('blue'),
    block('"blue"'),
    block("'blue cluster'"),
    JSON.stringify(json),
    JSON.stringify(json, null, '\t'),
    `---
kind: Config
apiVersion: v1
preferences:
  colors: true
clusters:
  - cluster:
      certificate-authority-data: |
${linesOf(caData)}
      extensions:
      - extension:
          last-update: Mon, 06 May 2024 10:00:00 CEST
          provider: minikube.sigs.k8s.io
        name: cluster_info
      server: ${server}
    name: blue
users:
  - {name: admin, user: {client-certificate-data: ${certificateData}, 'client-key-data': "${keyData}"}}
contexts: []
current-context: ""
`,
    `apiVersion: v1
kind: Config
clusters:
- name: other
  cluster:
    server: https://10.99.99.98:6443
    certificate-authority-data: ${caData}
- name: blue
  cluster:
    server: ${server}
    certificate-authority-data: ${caData}
users:
- name: admin
  user:
    client-certificate-data: ${certificateData}
    client-key-data: ${keyData}
- name: other
  user:
    token: abc
contexts:
- name: other
  context:
    cluster: other
    user: other
- name: blue
  context:
    cluster: blue
    user: admin
current-context: blue
`,
  ];
}

/** A small seeded random number generator (mulberry32), from 0 to 1. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    /* eslint-disable no-bitwise -- that is how it mixes the bits */
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    /* eslint-enable no-bitwise */
  };
}

/** Every field hidden in a comment behind every unusual line break, before every line of every style. */
export function hiddenFields(parts: Parts): string[] {
  return styles(parts).flatMap(good => {
    const lines = good.split('\n');
    return lines.flatMap((_, at) =>
      BREAKS.flatMap(lineBreak =>
        HIDDEN.map(field =>
          [
            ...lines.slice(0, at),
            `    # note${lineBreak}${field}`,
            ...lines.slice(at),
          ].join('\n'),
        ),
      ),
    );
  });
}

/** Valid kubeconfigs of every style, and `count` variations with one to three fragments at random places. */
export function mutatedKubeconfigs(
  parts: Parts,
  options: { seed: number; count: number },
): string[] {
  const random = numbers(options.seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const good = styles(parts);
  const data = [parts.caData, parts.certificateData, parts.keyData];

  const isInData = (text: string, at: number) =>
    data.some(one => {
      const start = text.indexOf(one);
      return start !== -1 && at > start && at < start + one.length;
    });

  /** Rarely inside the long data, where all fragments have the same effect. */
  function anyPlace(text: string): number {
    const at = below(text.length + 1);
    return isInData(text, at) && random() < 0.98 ? anyPlace(text) : at;
  }

  function lineEnd(text: string): number {
    const end = text.indexOf('\n', anyPlace(text));
    return end === -1 ? text.length : end;
  }

  function mutate(text: string): string {
    const isHarmless = random() < 0.5;
    const pieces = isHarmless ? HARMLESS : PIECES;
    const at = isHarmless ? lineEnd(text) : anyPlace(text);
    const dropped = !isHarmless && random() < 0.2 ? below(4) : 0;
    const piece = pieces[below(pieces.length)];
    return `${text.slice(0, at)}${piece}${text.slice(at + dropped)}`;
  }

  const mutated = Array.from({ length: options.count }, () => {
    let text = good[below(good.length)];
    for (let pieces = 1 + below(3); pieces > 0; pieces--) {
      text = mutate(text);
    }
    return text;
  });
  return [
    ...good,
    ...good.map(text => `\ufeff${text}`),
    ...good.map(text => text.replaceAll('\n', '\r\n')),
    ...mutated,
  ];
}
