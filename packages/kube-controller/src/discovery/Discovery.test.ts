import { KubeClient } from '../client/KubeClient';
import { Discovery } from './Discovery';
import { FakeClock } from '../testing/FakeClock';
import { ScriptedRequest, ScriptedServer } from '../testing/ScriptedServer';

describe('Discovery.openApiIndex', () => {
  const index = {
    paths: {
      'apis/example.org/v1': {
        serverRelativeURL: '/openapi/v3/apis/example.org/v1?hash=1',
      },
    },
  };

  async function ask(script: (request: ScriptedRequest) => void) {
    const server = await ScriptedServer.start(script);
    const transport = server.transport({ clock: new FakeClock() });
    try {
      const client = new KubeClient({ transport });
      return [...(await new Discovery({ client }).openApiIndex())];
    } finally {
      transport.close();
      await server.stop();
    }
  }

  it.each([
    ['JSON', 'application/json'],
    // As kube-apiserver sends it.
    ['text', 'text/plain; charset=utf-8'],
  ])('reads an index that comes as %s', async (_, type) => {
    const found = await ask(({ response }) => {
      response.writeHead(200, { 'content-type': type });
      response.end(JSON.stringify(index));
    });
    expect(found).toEqual([
      ['apis/example.org/v1', '/openapi/v3/apis/example.org/v1?hash=1'],
    ]);
  });

  it('is empty where the server has none', async () => {
    expect(await ask(({ json }) => json(404, { kind: 'Status' }))).toEqual([]);
  });
});

describe('Discovery.resource', () => {
  const v = (version: string) => ({ version });
  const group = {
    name: 'example.org',
    preferredVersion: v('v1'),
    versions: [v('v1'), v('v1beta1')],
  };
  /** What is found of `things`, where the versions serve these plurals. */
  async function find(served: Record<string, string[]>, version?: string) {
    const server = await ScriptedServer.start(({ url, json }) => {
      const [, , , asked] = url.pathname.split('/');
      const plurals = served[asked ?? ''] ?? [];
      json(
        200,
        asked
          ? {
              resources: plurals.map(name => ({
                name,
                kind: 'Thing',
                namespaced: true,
              })),
            }
          : group,
      );
    });
    const transport = server.transport({ clock: new FakeClock() });
    try {
      const client = new KubeClient({ transport });
      const discovery = new Discovery({ client });
      return await discovery.resource('example.org', version, 'things');
    } finally {
      transport.close();
      await server.stop();
    }
  }

  it('takes the version that the server prefers', async () => {
    expect(await find({ v1: ['things'], v1beta1: ['things'] })).toEqual({
      group: 'example.org',
      version: 'v1',
      plural: 'things',
      kind: 'Thing',
      namespaced: true,
    });
  });

  it('takes another one where that has other resources only', async () => {
    expect(
      await find({ v1: ['others'], v1beta1: ['others', 'things'] }),
    ).toMatchObject({ version: 'v1beta1' });
  });

  it('finds nothing where only other versions than the wanted one serve it', async () => {
    expect(await find({ v1beta1: ['things'] }, 'v1')).toBeUndefined();
    expect(await find({ v1: ['others'] })).toBeUndefined();
  });
});
