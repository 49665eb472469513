import https from 'node:https';

export interface ProbeOptions {
  port: number;
  path: string;
  /** If absent, the server's certificate is not verified. */
  ca?: string;
  certificate?: string;
  key?: string;
  timeoutMs?: number;
  /** Accept an answer with any status. */
  acceptAnyStatus?: boolean;
}

/** Whether a server on 127.0.0.1 answers 200 over TLS. Never rejects. */
export function probe(options: ProbeOptions): Promise<boolean> {
  const { port, path, ca, certificate, key, timeoutMs = 2000 } = options;
  return new Promise(resolve => {
    const request = https.get(
      {
        host: '127.0.0.1',
        port,
        path,
        ca,
        cert: certificate,
        key,
        rejectUnauthorized: ca !== undefined,
        agent: false,
        timeout: timeoutMs,
      },
      response => {
        response.resume();
        resolve(
          Boolean(options.acceptAnyStatus) || response.statusCode === 200,
        );
      },
    );
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}
