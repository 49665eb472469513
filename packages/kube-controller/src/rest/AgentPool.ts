import https from 'node:https';
import http from 'node:http';
import { createHash } from 'node:crypto';
import { ConnectProxyAgent } from './ConnectProxyAgent';
import { RequestAuth } from './Credentials';
import { SERVER_TRUST } from './serverTrust';

/**
 * An agent for one server and one set of certificates. Node computes a connection's name from all its options for
 * each request; here the name is constant.
 */
export class ApiServerAgent extends https.Agent {
  override getName(): string {
    return 'api-server';
  }
}

/**
 * The one kept-alive agent of a cluster. A new agent replaces it only when the certificates change; running requests
 * finish on the old one.
 */
export class AgentPool {
  #agent: http.Agent | undefined;
  #fingerprint = '';
  #tls: RequestAuth['tls'] | undefined;

  readonly #server: URL;
  readonly #options: { proxyUrl?: string; maxFreeSockets: number };

  constructor(
    server: URL,
    options: { proxyUrl?: string; maxFreeSockets: number },
  ) {
    this.#server = server;
    this.#options = options;
  }

  agentFor(tls: RequestAuth['tls']): http.Agent {
    if (this.#agent && this.#tls && isSame(tls, this.#tls)) {
      return this.#agent;
    }
    this.#tls = tls;
    const fingerprint = fingerprintOf(tls);
    if (!this.#agent || fingerprint !== this.#fingerprint) {
      this.#retire();
      this.#agent = this.#create(tls);
      this.#fingerprint = fingerprint;
    }
    return this.#agent;
  }

  close(): void {
    this.#agent?.destroy();
    this.#agent = undefined;
  }

  #create(tls: RequestAuth['tls']): http.Agent {
    const common = {
      keepAlive: true,
      keepAliveMsecs: 30_000,
      maxFreeSockets: this.#options.maxFreeSockets,
      scheduling: 'lifo' as const,
    };
    if (this.#server.protocol === 'http:') {
      return new http.Agent(common);
    }
    const given = {
      ...SERVER_TRUST,
      ...Object.fromEntries(
        Object.entries(tls).filter(([, value]) => value !== undefined),
      ),
    };
    const { proxyUrl } = this.#options;
    return proxyUrl
      ? new ConnectProxyAgent({ ...common, ...given, proxyUrl })
      : new ApiServerAgent({ ...common, ...given });
  }

  #retire(): void {
    if (!this.#agent) {
      return;
    }
    this.#agent.maxFreeSockets = 0;
    for (const sockets of Object.values(this.#agent.freeSockets)) {
      sockets?.forEach(socket => socket.destroy());
    }
  }
}

/** Whether both hold the same buffers. Equal contents are compared by their fingerprint. */
function isSame(a: RequestAuth['tls'], b: RequestAuth['tls']): boolean {
  return (
    a.ca === b.ca &&
    a.cert === b.cert &&
    a.key === b.key &&
    a.servername === b.servername &&
    a.rejectUnauthorized === b.rejectUnauthorized
  );
}

function fingerprintOf(tls: RequestAuth['tls']): string {
  const hash = createHash('sha256');
  for (const part of [tls.ca, tls.cert, tls.key]) {
    hash.update(`${part?.length ?? -1}:`).update(part ?? '');
  }
  return hash
    .update(JSON.stringify([tls.servername, tls.rejectUnauthorized]))
    .digest('base64');
}
