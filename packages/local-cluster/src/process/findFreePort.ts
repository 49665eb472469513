import net from 'node:net';

/** A TCP port on 127.0.0.1 that nobody listens on now and none of `taken` is. */
export async function findFreePort(
  taken: ReadonlySet<number> = new Set(),
): Promise<number> {
  for (;;) {
    const port = await new Promise<number>((resolve, reject) => {
      const server = net.createServer();
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        server.close(() =>
          resolve(typeof address === 'object' && address ? address.port : 0),
        );
      });
    });
    if (port && !taken.has(port)) {
      return port;
    }
  }
}
