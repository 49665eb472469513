import fs from 'node:fs';
import net, { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { findFreePort } from '../process/findFreePort';
import { PORT_NAMES, openPortBook } from './PortBook';

describe('openPortBook', () => {
  let directory: string;
  let file: string;
  beforeEach(() => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), 'ports-'));
    file = path.join(directory, 'ports.json');
  });
  afterEach(() => fs.rmSync(directory, { recursive: true }));

  it('chooses different ports and keeps them', async () => {
    const ports = await openPortBook(file);
    expect(new Set(Object.values(ports)).size).toBe(PORT_NAMES.length);
    expect(await openPortBook(file)).toEqual(ports);
  });

  it('names the port that somebody else has taken since', async () => {
    const ports = await openPortBook(file);
    const other = net.createServer();
    await new Promise<void>(resolve => {
      other.listen(ports.apiServer, '127.0.0.1', () => resolve());
    });
    const { port } = other.address() as AddressInfo;
    await expect(openPortBook(file, {}, { predecessorMs: 0 })).rejects.toThrow(
      `Port ${port} of the local cluster (apiServer) is in use`,
    );
    other.close();
  });

  it('takes a port that is asked for', async () => {
    const apiServer = await findFreePort();
    expect(await openPortBook(file, { apiServer })).toMatchObject({
      apiServer,
    });
  });
});
