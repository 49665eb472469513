import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { parseDocuments } from './parseDocuments';
import { DUMP_BOUNDS, readDump } from './readDump';

describe('parseDocuments', () => {
  it('reads documents of YAML and of JSON, and times as text', () => {
    const { values, problems } = parseDocuments(
      'kind: A\nat: 2026-11-24T14:00:00Z\n---\n# none\n---\n{"kind": "B"}\n',
    );
    expect(values).toEqual([
      { kind: 'A', at: '2026-11-24T14:00:00.000Z' },
      null,
      { kind: 'B' },
    ]);
    expect(problems).toEqual([]);
  });

  it('reads objects of JSON that were appended to each other', () => {
    expect(parseDocuments('{\n"a": 1\n}\n{\n"b": 2\n}\n').values).toEqual([
      { a: 1 },
      { b: 2 },
    ]);
  });

  it('reads the other documents where one is broken, and quotes nothing of it', () => {
    const { values, problems } = parseDocuments(
      'a: 1\n---\npassword: "hunter2\n---\nb: 2\n',
    );
    expect(values).toEqual([{ a: 1 }, { b: 2 }]);
    expect(problems).toEqual([expect.stringMatching(/^it is neither YAML/)]);
    expect(problems[0]).not.toContain('hunter2');
  });

  it('reads no aliases: few lines of them can fill the memory', () => {
    const bomb = [
      'a0: &a0 {x: 1}',
      ...Array.from(
        { length: 40 },
        (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`,
      ),
    ].join('\n');
    expect(parseDocuments(bomb).problems).toEqual([
      'it has aliases, which kubectl never writes',
    ]);
  });

  it.each([
    [
      'YAML',
      `${'['.repeat(100_000)}${']'.repeat(100_000)}`.replace(/^/, 'a: '),
    ],
    ['JSON', `${'['.repeat(500)}${']'.repeat(500)}`],
  ])('reads no %s that is nested too deeply', (_, text) => {
    expect(parseDocuments(text).problems).toEqual(['it is nested too deeply']);
  });

  it('changes no prototype', () => {
    parseDocuments(
      '__proto__: {polluted: 1}\n---\n{"__proto__": {"polluted": 1}}',
    );
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('readDump', () => {
  let folder: string;
  const put = async (name: string, text: string) => {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), text);
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dump-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('reads a folder of files, whatever is around them', async () => {
    await put('nodes.all.yaml', 'kind: List\nitems: []\n');
    await put('kube-system/daemonsets.json', '{"kind": "DaemonSetList"}');
    await put('logs/pod.log', 'E1130 kind: error\n');
    await put(
      'commands/kubectl_get_dpus_-o_yaml',
      'apiVersion: v1\nitems: []\n',
    );
    await put('more.tar.gz', 'x');
    await symlink(folder, join(folder, 'circle'));
    const { documents, problems } = await readDump([folder]);
    expect(documents).toEqual([
      { value: { apiVersion: 'v1', items: [] }, namespace: 'commands' },
      { value: { kind: 'DaemonSetList' }, namespace: 'kube-system' },
      {
        value: { kind: 'List', items: [] },
        allOf: 'nodes',
        namespace: expect.any(String),
      },
    ]);
    expect(problems).toEqual([
      `${join(folder, 'more.tar.gz')}: it is an archive; unpack it first.`,
    ]);
  });

  it('reads the standard input', async () => {
    const { documents } = await readDump(['-'], {
      stdin: Readable.from(['kind: A\n']),
    });
    expect(documents).toEqual([{ value: { kind: 'A' } }]);
  });

  it('reads what PowerShell wrote', async () => {
    const file = join(folder, 'a.yaml');
    await writeFile(file, Buffer.from('\uFEFFkind: A\n', 'utf16le'));
    const { documents } = await readDump([file]);
    expect(documents[0].value).toEqual({ kind: 'A' });
  });

  it('names what cannot be read', async () => {
    await put('a.tgz', 'x');
    await put('b.yaml', 'a: [');
    await expect(readDump([join(folder, 'none')])).rejects.toThrow(
      'it does not exist',
    );
    await expect(readDump([join(folder, 'a.tgz')])).rejects.toThrow(
      'Unpack it first',
    );
    await expect(readDump([join(folder, 'b.yaml')])).rejects.toThrow(
      'neither YAML nor JSON',
    );
  });

  it.each([
    [{ files: 1 }, 'too large'],
    [{ bytesOfFile: 10 }, 'too large'],
    [{ bytes: 25 }, 'too large'],
  ])('stops at its bounds: %j', async (bounds, message) => {
    await put('a.yaml', 'kind: AAAAAAAAAA\n');
    await put('b.yaml', 'kind: BBBBBBBBBB\n');
    await expect(
      readDump([folder], { bounds: { ...DUMP_BOUNDS, ...bounds } }),
    ).rejects.toThrow(message);
  });

  it('goes no deeper than its bound', async () => {
    await put('a/b/c.yaml', 'kind: C\n');
    const { documents, problems } = await readDump([folder], {
      bounds: { ...DUMP_BOUNDS, depth: 1 },
    });
    expect(documents).toEqual([]);
    expect(problems).toEqual([expect.stringContaining('nested too deeply')]);
  });
});
