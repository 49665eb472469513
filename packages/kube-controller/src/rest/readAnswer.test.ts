import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { readBody } from './readAnswer';

const EVENTS = ['data', 'end', 'close'];

describe('readBody', () => {
  let response: IncomingMessage;
  const listeners = () => EVENTS.map(event => response.listenerCount(event));

  beforeEach(() => {
    response = new IncomingMessage(new Socket());
  });
  afterEach(() => response.destroy());

  it('removes its listeners after reading, since a kept-alive connection keeps its first response', async () => {
    const untouched = listeners();
    const body = readBody(response, 100);
    response.push('long ');
    response.push('text');
    response.push(null);
    expect(await body).toBe('long text');
    expect(listeners()).toEqual(untouched);
  });

  it('ignores errors of the connection after reading', async () => {
    const body = readBody(response, 100);
    response.push(null);
    await body;
    expect(() => response.emit('error', new Error('reset'))).not.toThrow();
  });

  it('removes its listeners from an answer that is too long', async () => {
    const untouched = listeners();
    const body = readBody(response, 3);
    response.push('long');
    await expect(body).rejects.toThrow('longer than 3 bytes');
    expect(listeners()).toEqual(untouched);
  });
});
