import express from 'express';
import { once } from 'node:events';
import { Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { errorsWithoutStack } from './errorsWithoutStack';

describe('errorsWithoutStack', () => {
  let server: Server;
  afterEach(async () => {
    server.close();
    await once(server, 'close');
  });

  async function answer(status: number, body: object): Promise<unknown> {
    const app = express();
    app.use(errorsWithoutStack);
    app.get('/', (_req, res) => {
      res.status(status).json(body);
    });
    server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return (await fetch(`http://127.0.0.1:${port}/`)).json();
  }

  it('leaves the stack out of an error and of what caused it', async () => {
    const error = {
      name: 'NotFoundError',
      message: 'no such cluster',
      stack: 'NotFoundError: no such cluster\n    at /srv/portal/x.ts:1:1',
      cause: { name: 'Error', message: 'gone', stack: 'at /srv/portal/y.ts' },
    };
    expect(await answer(404, { error, response: { statusCode: 404 } })).toEqual(
      {
        error: {
          name: 'NotFoundError',
          message: 'no such cluster',
          cause: { name: 'Error', message: 'gone' },
        },
        response: { statusCode: 404 },
      },
    );
  });

  it('leaves other answers as they are', async () => {
    const body = { error: { stack: 'a field of that name' } };
    expect(await answer(200, body)).toEqual(body);
    expect(await answer(400, { errors: ['x'] })).toEqual({ errors: ['x'] });
  });
});
