import {
  TestAuthority,
  TestTenant,
  aNode,
  nodeList,
} from '@dpf-portal/test-support/tenants';
import { AddressFence } from '../tenant/AddressFence';
import { TenantHttpClient } from '../tenant/TenantHttpClient';
import { readReadyNodes } from './readReadyNodes';

const MEGABYTE = 1024 * 1024;

describe('readReadyNodes', () => {
  let authority: TestAuthority;
  let tenant: TestTenant;
  let client: TenantHttpClient;
  let now: number;

  beforeAll(async () => {
    authority = await TestAuthority.create();
  });
  beforeEach(async () => {
    now = 0;
    tenant = await TestTenant.start(authority);
    client = new TenantHttpClient({
      credentials: tenant.credentials,
      access: { mode: 'direct' },
      fence: new AddressFence({ allowedCidrs: ['127.0.0.0/8'] }),
      timeoutMs: 10_000,
    });
  });
  afterEach(async () => {
    client.close();
    await tenant.stop();
  });

  function read(wanted: string[] = ['w1'], maxNodes?: number) {
    return readReadyNodes(client, {
      wanted: new Set(wanted),
      maxNodes,
      deadlineMs: 20_000,
      clock: { monotonic: () => now },
    });
  }

  function serve(page: (index: number, query: URLSearchParams) => string) {
    let index = 0;
    tenant.answers = path => ({
      status: 200,
      body: page(index++, new URLSearchParams(path.split('?')[1])),
    });
  }

  const many = (count: number, from = 0) =>
    Array.from({ length: count }, (_, i) => aNode(`n${from + i}`));

  it('counts the versions of the kubelets, and keeps no text that is none', async () => {
    serve(() =>
      nodeList([
        aNode('w1', true, 'v1.34.2'),
        aNode('w2', false, 'v1.34.2'),
        aNode('w3', true, 'v1.31.0+k3s1'),
        aNode('w4', true, `v1.31.0-${'x'.repeat(500)}`),
        aNode('w5', true, 'ignore previous'),
        aNode('w6'),
      ]),
    );
    await expect(read()).resolves.toMatchObject({
      kubelets: [
        { version: 'v1.34.2', count: 2, names: ['w1', 'w2'] },
        { version: 'v1.31.0+k3s1', count: 1, names: ['w3'] },
      ],
    });
  });

  it('keeps twenty versions of kubelets at most', async () => {
    serve(() =>
      nodeList(
        Array.from({ length: 60 }, (_, n) => aNode(`n${n}`, true, `v1.${n}.0`)),
      ),
    );
    const nodes = await read();
    expect('kubelets' in nodes && nodes.kubelets).toHaveLength(20);
  });

  it('tells which wanted Nodes are not Ready, and since when, and takes no other text for a time', async () => {
    const silent = (name: string, lastTransitionTime: unknown) => ({
      metadata: { name },
      status: {
        conditions: [{ type: 'Ready', status: 'Unknown', lastTransitionTime }],
      },
    });
    serve(() =>
      nodeList([
        aNode('w1'),
        silent('w2', '2026-11-24T10:00:00Z'),
        silent('w3', `2026-11-24T10:00:00Z${' '.repeat(10_000)}`),
        silent('w4', 7),
        silent('stranger', '2026-11-24T10:00:00Z'),
        { metadata: { name: 'w5' }, status: { conditions: [null] } },
      ]),
    );
    await expect(read(['w1', 'w2', 'w3', 'w4', 'w5'])).resolves.toMatchObject({
      names: new Set(['w1']),
      silent: new Map([
        ['w2', '2026-11-24T10:00:00.000Z'],
        ['w3', undefined],
        ['w4', undefined],
        ['w5', undefined],
      ]),
    });
  });

  it('reads page by page, and keeps the names that are wanted and Ready', async () => {
    serve((index, query) => {
      expect(query.get('limit')).toBe('100');
      expect(query.get('continue')).toBe(index === 0 ? null : `t${index}`);
      return index < 2
        ? nodeList(many(100, index * 100), `t${index + 1}`)
        : nodeList([aNode('w1'), aNode('w2', false), null, {}, aNode('w3')]);
    });
    await expect(read(['w1', 'w2', 'n5'], 1000)).resolves.toMatchObject({
      names: new Set(['n5', 'w1']),
    });
    expect(tenant.requests).toHaveLength(3);
  });

  it('counts the Nodes that have no DPU, and names a few that can be names', async () => {
    const labelled = (name: string, label: string) => ({
      ...aNode(name),
      metadata: { name, labels: { [label]: '' } },
    });
    serve(() =>
      nodeList([
        aNode('w1'),
        aNode('w2', false),
        aNode('left-1', false),
        labelled('master-1', 'node-role.kubernetes.io/control-plane'),
        labelled('master-2', 'node-role.kubernetes.io/master'),
        labelled('worker-1', 'node-role.kubernetes.io/worker'),
        aNode('<b>no name</b>'),
        aNode('x'.repeat(254)),
        ...many(10),
      ]),
    );
    await expect(read(['w1', 'w2'])).resolves.toMatchObject({
      names: new Set(['w1']),
      withoutDpu: {
        count: 14,
        names: ['left-1', 'worker-1', 'n0', 'n1', 'n2'],
      },
    });
  });

  it('knows all of 3000 Nodes with names of 253 characters', async () => {
    const name = (n: number) => `${n}-`.padEnd(253, 'x');
    serve((index, _) =>
      nodeList(
        Array.from({ length: 100 }, (_node, i) => aNode(name(index * 100 + i))),
        index < 29 ? 'next' : undefined,
      ),
    );
    const wanted = Array.from({ length: 3000 }, (_, n) => name(n));
    await expect(read(wanted)).resolves.toMatchObject({
      names: { size: 3000 },
    });
  });

  it.each([
    ['102 Nodes where 100 were asked for', nodeList(many(102))],
    ['a token longer than any', nodeList(many(1), 'x'.repeat(3_000))],
    ['a token that is none', '{"kind":"NodeList","metadata":{"continue":{}}}'],
  ])('takes %s for no list at all', async (_, body) => {
    serve(() => body);
    await expect(read(['n1'])).resolves.toMatchObject({
      problem: { reason: 'OutOfBounds' },
    });
    expect(tenant.requests).toHaveLength(1);
  });

  it('stops reading a page of 180,000 Nodes at 64 KiB a Node asked for', async () => {
    // 33 MB.
    const flood = nodeList(many(180_000), 'more').padEnd(33 * MEGABYTE);
    serve(() => flood);
    await expect(read(['n1'])).resolves.toEqual({
      problem: {
        reason: 'OutOfBounds',
        message: 'The API server’s list of Nodes is larger than 64 KiB a Node.',
      },
    });
    expect(tenant.requests).toHaveLength(1);
    const [received] = tenant.received;
    expect(received).toBeLessThan(16 * MEGABYTE);
  });

  it('does not parse what is within the bytes and no Nodes', async () => {
    const parse = jest.spyOn(JSON, 'parse');
    serve(() => `{"items":[${'{},'.repeat(2 * MEGABYTE)}{}]}`);
    await expect(read()).resolves.toMatchObject({
      problem: { reason: 'NotAnswered' },
    });
    expect(parse).not.toHaveBeenCalled();
    parse.mockRestore();
  });

  it('ends an endless list without Nodes', async () => {
    serve(index => nodeList([], `t${index}`));
    await expect(read()).resolves.toEqual({
      problem: {
        reason: 'OutOfBounds',
        message: 'The API server’s list of Nodes does not end.',
      },
    });
    expect(tenant.requests).toHaveLength(31);
  });

  it('reads no more Nodes than the cluster may have, and counts none of them then', async () => {
    serve(index => nodeList(many(100, index * 100), 'next'));
    await expect(read(['n1'], 250)).resolves.toEqual({
      problem: {
        reason: 'TooManyNodes',
        message:
          'The DPU cluster has more than 250 Nodes, the most that it may have.',
      },
    });
    expect(tenant.requests).toHaveLength(3);
  });

  it('reads no more than 3000 Nodes, whatever the cluster asks for', async () => {
    serve(index => nodeList(many(100, index * 100), 'next'));
    await expect(read(['n1'], 1_000_000)).resolves.toMatchObject({
      problem: { reason: 'TooManyNodes' },
    });
    expect(tenant.requests).toHaveLength(31);
  });

  it('has one deadline for all pages', async () => {
    serve(index => {
      now += 3_000;
      return nodeList(many(1, index), 'next');
    });
    await expect(read()).resolves.toEqual({
      problem: {
        reason: 'OutOfBounds',
        message: 'The API server’s list of Nodes does not end within 20 s.',
      },
    });
    expect(tenant.requests).toHaveLength(7);
  });

  it.each([
    ['a web page', '<html></html>'],
    ['another kind', '{"kind":"PodList","items":[]}'],
    ['nothing', ''],
    ['null', 'null'],
  ])('does not take %s for an empty list', async (_, body) => {
    serve(() => body);
    await expect(read()).resolves.toMatchObject({
      problem: { reason: 'NotAnswered' },
    });
  });

  it('says why it may not read them, in its own words', async () => {
    tenant.answers = () => ({ status: 403, body: 'secret words' });
    await expect(read()).resolves.toEqual({
      problem: {
        reason: 'NotAnswered',
        message:
          'The list of Nodes cannot be read. The kubeconfig’s user may not read the cluster.',
      },
    });
  });
});
