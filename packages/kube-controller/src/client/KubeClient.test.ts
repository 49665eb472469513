import { createOrAdopt } from '../children/createOrAdopt';
import { KubeClient } from './KubeClient';
import { Discovery } from '../discovery/Discovery';
import { KubeObject } from '../objects/KubeObject';
import { CORE_RESOURCES } from '../objects/ResourceType';
import { GateClosedError } from '../rest/errors';
import { FakeClock } from '../testing/FakeClock';
import { ScriptedServer } from '../testing/ScriptedServer';

const { configMaps, nodes, secrets } = CORE_RESOURCES;
const object = (owner?: string): KubeObject => ({
  metadata: {
    namespace: 'ns',
    name: 'a',
    ownerReferences: owner
      ? [{ apiVersion: 'v1', kind: 'X', name: 'x', uid: owner }]
      : undefined,
  },
});

describe('KubeClient', () => {
  let server: ScriptedServer;
  let client: KubeClient;
  let clock: FakeClock;
  beforeEach(async () => {
    server = await ScriptedServer.start(({ json }) => json(200, object()));
    clock = new FakeClock();
    client = new KubeClient({ transport: server.transport({ clock }) });
  });
  afterEach(() => server.stop());
  const sent = () => server.requests[server.requests.length - 1];

  it('asks each gate before a write, and none before a read', async () => {
    const closed = client.withOptions({
      writeGate: () => {
        throw new GateClosedError('not leading');
      },
    });
    await expect(closed.create(configMaps, object())).rejects.toThrow(
      'not leading',
    );
    await expect(
      closed.delete(configMaps, { namespace: 'ns', name: 'a' }),
    ).rejects.toThrow(GateClosedError);
    expect(server.requests).toHaveLength(0);
    await closed.get(nodes, { name: 'a' });
    expect(sent().url.pathname).toBe('/api/v1/nodes/a');
  });

  it('asks the gate again when a write has had its turn, however long that took', async () => {
    let leading = true;
    const gated = client.withOptions({
      writeGate: () => {
        if (!leading) {
          throw new GateClosedError('not leading any more');
        }
      },
    });
    server.script = ({ json }) => json(429, {}, { 'retry-after': '20' });
    await expect(gated.get(nodes, { name: 'a' })).rejects.toThrow();
    const held = gated.create(configMaps, object()).catch(error => error);
    leading = false;
    await clock.advance(20_000);
    expect(await held).toBeInstanceOf(GateClosedError);
    expect(server.requests.map(({ method }) => method)).toEqual(['GET']);
  });

  it('reports what it wrote, but no dry run', async () => {
    const written: unknown[] = [];
    const reporting = client.withOptions({
      onWritten: (resource, answer, verb) =>
        written.push([resource.plural, answer?.metadata.name, verb]),
    });
    await reporting.create(configMaps, object(), { dryRun: true });
    expect(sent().url.searchParams.get('dryRun')).toBe('All');
    await reporting.create(configMaps, object());
    server.script = ({ json }) => json(200, { kind: 'Status', metadata: {} });
    await reporting.delete(configMaps, object().metadata, { uid: 'u' });
    expect(JSON.parse(sent().body).preconditions).toEqual({ uid: 'u' });
    expect(written).toEqual([
      ['configmaps', 'a', 'create'],
      ['configmaps', undefined, 'delete'],
    ]);
  });

  it('asks for the dry run of a deletion in the body, where the API server looks for it', async () => {
    server.script = ({ json }) => json(200, object());
    await client.delete(configMaps, object().metadata, {
      uid: 'u',
      dryRun: true,
    });
    expect(JSON.parse(sent().body)).toMatchObject({
      kind: 'DeleteOptions',
      dryRun: ['All'],
      preconditions: { uid: 'u' },
    });
  });

  it('patches status, and applies with a field manager', async () => {
    const { metadata } = object();
    await client.mergePatch(
      configMaps,
      metadata,
      {},
      { subresource: 'status' },
    );
    expect(sent().url.pathname).toBe(
      '/api/v1/namespaces/ns/configmaps/a/status',
    );
    expect(sent().headers['content-type']).toBe('application/merge-patch+json');
    await client.apply(configMaps, object(), {
      fieldManager: 'me',
      force: true,
    });
    expect(sent().url.search).toBe('?fieldManager=me&force=true');
    expect(JSON.parse(sent().body)).toMatchObject({ kind: 'ConfigMap' });
  });

  describe('a JSON patch', () => {
    const patch = () =>
      client.jsonPatch(
        configMaps,
        object().metadata,
        [{ op: 'remove', path: '/data/0' }],
        { resourceVersion: '7', subresource: 'status' },
      );

    it('goes to the object that was read, and to no other state of it', async () => {
      await patch();
      expect(sent().url.pathname).toBe(
        '/api/v1/namespaces/ns/configmaps/a/status',
      );
      expect(sent().headers['content-type']).toBe(
        'application/json-patch+json',
      );
      expect(JSON.parse(sent().body)).toEqual([
        { op: 'test', path: '/metadata/resourceVersion', value: '7' },
        { op: 'remove', path: '/data/0' },
      ]);
    });

    const refused = (message: string, details = {}) => {
      server.script = ({ json }) =>
        json(422, { kind: 'Status', reason: 'Invalid', message, details });
    };

    it('meets a conflict where it does not fit what the server has', async () => {
      refused('the server rejected our request due to an error in our request');
      await expect(patch()).rejects.toMatchObject({
        status: 409,
        reason: 'Conflict',
      });
    });

    it.each([
      ['the schema', 'data: Too long', { causes: [{ field: 'data' }] }],
      ['a webhook', 'admission webhook "x" denied the request: no', {}],
    ])(
      'reports the reason that %s gives for its rejection',
      async (_, message, details) => {
        refused(message, details);
        await expect(patch()).rejects.toMatchObject({
          status: 422,
          message,
          details,
        });
      },
    );
  });

  it('asks for metadata only, and gives the objects their own kind', async () => {
    server.script = ({ json }) =>
      json(200, {
        metadata: {},
        items: [{ ...object(), kind: 'PartialObjectMetadata' }],
      });
    const { items } = await client.list(secrets, { metadataOnly: true });
    expect(sent().headers.accept).toContain('as=PartialObjectMetadataList');
    expect(items[0]).toMatchObject({ apiVersion: 'v1', kind: 'Secret' });
  });

  it('refuses a name that would lead elsewhere', async () => {
    for (const name of ['../secrets', '..', 'a/b', '']) {
      await expect(client.get(nodes, { name })).rejects.toThrow('name');
    }
    await expect(client.get(secrets, { name: 'a' })).rejects.toThrow(
      'needs a namespace',
    );
    expect(server.requests).toHaveLength(0);
  });

  describe('createOrAdopt', () => {
    it.each([
      ['us', 'adopted'],
      ['them', 'clash'],
      [undefined, 'clash'],
    ])('meets a child of %s: %s', async (owner, outcome) => {
      server.script = ({ method, json }) =>
        method === 'POST'
          ? json(409, { kind: 'Status', reason: 'AlreadyExists' })
          : json(200, object(owner));
      const result = await createOrAdopt({
        client,
        resource: configMaps,
        object: object('us'),
        ownerUid: 'us',
      });
      expect(result.outcome).toBe(outcome);
    });

    it('passes any other failure on', async () => {
      server.script = ({ json }) => json(403, {});
      await expect(
        createOrAdopt({
          client,
          resource: configMaps,
          object: object('us'),
          ownerUid: 'us',
        }),
      ).rejects.toMatchObject({ status: 403 });
    });
  });

  describe('Discovery', () => {
    it('finds a resource in the version the server prefers', async () => {
      server.script = ({ url, json }) =>
        json(
          200,
          url.pathname === '/apis/example.org'
            ? { preferredVersion: { version: 'v2' } }
            : {
                resources: [
                  { name: 'things', kind: 'Thing', namespaced: true },
                ],
              },
        );
      const discovery = new Discovery({ client });
      const found = await discovery.resource(
        'example.org',
        undefined,
        'things',
      );
      expect(found).toMatchObject({ version: 'v2', kind: 'Thing' });
      expect(sent().url.pathname).toBe('/apis/example.org/v2');
    });

    it('tells "not served" from "no answer"', async () => {
      const discovery = new Discovery({ client });
      server.script = ({ json }) => json(404, {});
      expect(await discovery.resource('x.org', 'v1', 'ys')).toBeUndefined();
      server.script = ({ json }) => json(503, {});
      await expect(
        discovery.resource('x.org', 'v1', 'ys'),
      ).rejects.toMatchObject({ status: 503 });
    });
  });
});
