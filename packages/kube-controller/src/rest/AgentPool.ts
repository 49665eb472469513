import http from 'node:http';
import { createHash } from 'node:crypto';
import { ApiServerAgent } from './ApiServerAgent';
import { ConnectProxyAgent } from './ConnectProxyAgent';
import { RequestAuth } from './Credentials';

/**
 * The one kept-alive agent of a cluster. Only when the certificates themselves change does a new
 * agent take its place; requests under way finish on the old one.
 */
export class AgentPool {
  #agent: http.Agent | undefined;
  #fingerprint = '';
  #tls: RequestAuth['tls'] | undefined;

  constructor(
    private readonly server: URL,
    private readonly options: { proxyUrl?: string; maxFreeSockets: number },
  ) {}

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
      maxFreeSockets: this.options.maxFreeSockets,
      scheduling: 'lifo' as const,
    };
    if (this.server.protocol === 'http:') {
      return new http.Agent(common);
    }
    const given = Object.fromEntries(
      Object.entries(tls).filter(([, value]) => value !== undefined),
    );
    const { proxyUrl } = this.options;
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

/** The very same objects. Equal ones are told by their fingerprint. */
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
