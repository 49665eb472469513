import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { findFreePort } from './findFreePort';

const MANY = 200;
const claimOf = (port: number) =>
  path.join(os.tmpdir(), `dpf-portal-ports-${os.userInfo().uid}`, String(port));

describe('findFreePort', () => {
  it('never gives one port twice, to whichever process', async () => {
    const ports = await Promise.all(
      Array.from({ length: MANY }, () => findFreePort()),
    );
    expect(new Set(ports).size).toBe(MANY);
    for (const port of ports) {
      expect(fs.readFileSync(claimOf(port), 'utf8')).toBe(String(process.pid));
    }
  });

  it('gives a port that can be listened on', async () => {
    const server = net.createServer();
    const port = await findFreePort();
    await new Promise<void>(resolve => {
      server.listen(port, '127.0.0.1', resolve);
    });
    expect(server.address()).toMatchObject({ port });
    await new Promise(resolve => server.close(resolve));
  });

  it('takes back the claim of a process that has ended', async () => {
    const ended = execFileSync(process.execPath, ['-p', 'process.pid']);
    const port = await findFreePort();
    fs.writeFileSync(claimOf(port), ended);
    jest
      .spyOn(jest.requireActual('node:crypto'), 'randomInt')
      .mockReturnValueOnce(port)
      .mockReturnValueOnce(port);
    expect(await findFreePort()).toBe(port);
  });
});
