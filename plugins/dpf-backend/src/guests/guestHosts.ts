import { Config } from '@backstage/config';
import { NotAllowedError } from '@backstage/errors';
import { Application, RequestHandler } from 'express';
import { IncomingMessage, Server } from 'http';
import { Duplex } from 'stream';
import {
  guestsMaySignIn,
  isLoopbackHost,
} from '../config/assertGuestsStayLocal';

/** A name or an address, with an optional port, and no other part of a URL. */
const HOST = /^(\[[0-9a-f:.]+\]|[^\s:/?#@\\[\]]+)(:\d*)?$/i;

/** The host of a Host header, without its port and as `URL.hostname` spells it. */
function hostnameOf(header: string | undefined): string | undefined {
  return header !== undefined &&
    HOST.test(header) &&
    URL.canParse(`http://${header}`)
    ? new URL(`http://${header}`).hostname
    : undefined;
}

function hostnameOfUrl(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url)
    ? new URL(url).hostname
    : undefined;
}

/** The hosts that the portal serves while guests may sign in: those of its own addresses, and this machine. */
class GuestHosts {
  readonly #own: ReadonlySet<string | undefined>;
  readonly #address: string;

  constructor(config: Config) {
    const backend = config.getOptionalString('backend.baseUrl');
    const app = config.getOptionalString('app.baseUrl');
    this.#own = new Set([backend, app].map(hostnameOfUrl));
    this.#address = app ?? backend ?? 'http://localhost';
  }

  serves(hostname: string | undefined): boolean {
    return (
      hostname !== undefined &&
      (this.#own.has(hostname) || isLoopbackHost(hostname))
    );
  }

  refusal(): NotAllowedError {
    return new NotAllowedError(
      'This portal does not answer for the host in the address of this request. Anyone may sign in here as guest, so ' +
        `another host could be a web page that acts as you. Open ${
          this.#address
        } instead, or set app.baseUrl to the ` +
        'address that people use.',
    );
  }
}

/**
 * Rejects requests for other hosts while guests may sign in. Otherwise any web page could point its own name to this
 * portal (DNS rebinding) and read the answers.
 *
 * @param internalUrl - how other plugins of this portal address the plugin, when that is another host
 */
export function refuseOtherHosts(
  config: Config,
  internalUrl?: () => Promise<string>,
): RequestHandler {
  if (!guestsMaySignIn(config)) {
    return (_req, _res, next) => next();
  }
  const hosts = new GuestHosts(config);
  return (req, _res, next) => {
    const hostname = hostnameOf(req.headers.host);
    if (hosts.serves(hostname)) {
      next();
      return;
    }
    const internal = internalUrl?.().catch(() => undefined);
    Promise.resolve(internal).then(url => {
      const isInternal =
        hostname !== undefined && hostnameOfUrl(url) === hostname;
      next(isInternal ? undefined : hosts.refusal());
    });
  };
}

/**
 * Makes a whole back end serve only its own hosts while guests may sign in, including sign-in and sockets. Call it in
 * `configure` of Backstage's `rootHttpRouterServiceFactory`, before `applyDefaults`.
 *
 * @public
 */
export function serveOwnHostsToGuests(options: {
  app: Application;
  server: Server;
  config: Config;
}): void {
  const { app, server, config } = options;
  if (!guestsMaySignIn(config)) {
    return;
  }
  app.use(refuseOtherHosts(config));
  const hosts = new GuestHosts(config);
  const refuse = ({ headers }: IncomingMessage, socket: Duplex) => {
    // CORS does not apply to sockets, so the page that opens one is checked here too.
    const { host, origin } = headers;
    if (
      !hosts.serves(hostnameOf(host)) ||
      (origin !== undefined && !hosts.serves(hostnameOfUrl(origin)))
    ) {
      // The listeners after this one may write to the socket that is closed here.
      socket.on('error', () => socket.destroy());
      socket.end(
        'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
      );
    }
  };
  // Node.js does not pass upgrades to Express once somebody listens to them, so this starts to listen with the first
  // listener.
  const guard = (event: string | symbol) => {
    if (event === 'upgrade') {
      server.off('newListener', guard);
      server.on('upgrade', refuse);
    }
  };
  server.on('newListener', guard);
}
