import { aCluster, aNode } from '@dpf-portal/test-support';
import { CORE_RESOURCES } from '@dpf-portal/kube-controller';
import { Dump, kindOfResource } from './Dump';

const NODES = kindOfResource(CORE_RESOURCES.nodes)!;
const DAEMON_SETS = kindOfResource(CORE_RESOURCES.daemonSets)!;

const node = (name: string, change: object = {}) => ({
  ...aNode(name),
  apiVersion: 'v1',
  kind: 'Node',
  ...change,
});
const daemonSet = (namespace: string) => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'x', namespace },
});
const list = (...items: object[]) => ({
  apiVersion: 'v1',
  kind: 'List',
  items,
});

describe('Dump', () => {
  it('keeps the newest copy of an object', () => {
    const version = (resourceVersion: string, size: number) => ({
      ...node('a'),
      metadata: { name: 'a', uid: 'u', resourceVersion },
      spec: { podCIDR: 'x'.repeat(size) },
    });
    const dump = Dump.of(
      [version('9', 1), version('10', 2), version('10', 1)].map(value => ({
        value,
      })),
    );
    expect(dump.copies).toBe(2);
    expect(dump.list(NODES)).toMatchObject([
      { metadata: { resourceVersion: '10' }, spec: { podCIDR: 'xx' } },
    ]);
  });

  it('keeps the later object of a name', () => {
    const made = (uid: string, creationTimestamp: string) => ({
      value: node('a', {
        metadata: { name: 'a', uid, creationTimestamp, resourceVersion: '1' },
      }),
    });
    const dump = Dump.of([
      made('new', '2026-11-24T14:00:00Z'),
      made('old', '2026-11-23T14:00:00Z'),
    ]);
    expect(dump.list(NODES)[0].metadata.uid).toBe('new');
  });

  it('gives the items of a typed list their type', () => {
    const dump = Dump.of([
      {
        value: {
          apiVersion: 'v1',
          kind: 'NodeList',
          items: [{ metadata: { name: 'a' } }],
        },
      },
    ]);
    expect(dump.list(NODES)).toMatchObject([
      { apiVersion: 'v1', kind: 'Node', metadata: { name: 'a' } },
    ]);
  });

  it('counts what it does not need, and what is no object', () => {
    const dump = Dump.of([
      {
        value: list({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' } }),
      },
      { value: 'text' },
      { value: { kind: 'Config', contexts: [] } },
      { value: null },
    ]);
    expect(dump.ignored).toEqual({ Pod: 1 });
    expect(dump.noObjects).toBe(2);
    expect(dump.counts).toEqual([]);
  });

  it.each([
    ['one namespace', [list(daemonSet('a'))], false, true],
    ['several namespaces', [list(daemonSet('a'), daemonSet('b'))], true, true],
    ['an object by itself', [daemonSet('a')], false, true],
  ])('knows how far %s goes', (_, values, everywhere, inA) => {
    const dump = Dump.of(values.map(value => ({ value })));
    expect(dump.has(DAEMON_SETS, 'z')).toBe(everywhere);
    expect(dump.has(DAEMON_SETS, 'a')).toBe(inA);
  });

  it('believes the name of a file that has all objects, also none', () => {
    const dump = Dump.of([{ value: list(), allOf: 'daemonsets.apps' }]);
    expect(dump.has(DAEMON_SETS, 'z')).toBe(true);
    expect(dump.has(NODES)).toBe(false);
  });

  it('takes the latest time of what has happened, and no expiry', () => {
    const cluster = aCluster({
      metadata: {
        annotations: { 'dpf-portal.io/expires': '2099-01-01T00:00:00Z' },
      },
      status: {
        phase: 'Ready',
        conditions: [
          {
            type: 'Ready',
            status: 'True',
            reason: '',
            message: '',
            lastTransitionTime: '2026-11-24T14:00:10Z',
          },
        ],
      },
    });
    const wrongClock = node('n', {
      metadata: { name: 'n', creationTimestamp: '2098-01-01T00:00:00Z' },
    });
    const dump = Dump.of([{ value: cluster }, { value: wrongClock }], {
      notAfter: Date.parse('2026-12-01T00:00:00Z'),
    });
    expect(dump.latest).toBe(Date.parse('2026-11-24T14:00:10Z'));
  });
});
