import { KubeClient } from '../client';
import { FakeClock } from '../testing';
import { ScriptedRequest, ScriptedServer } from '../testing/ScriptedServer';
import { Discovery } from './Discovery';

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
