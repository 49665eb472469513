import { LONGEST_NAME } from '../text/boundedText';

/** Address of an API server. */
export interface ServerAddress {
  /** `https://host:port`. */
  server: string;
  host: string;
  port: number;
}

const LONGEST_LABEL = 63;

function isTooLong(host: string): boolean {
  return (
    host.length > LONGEST_NAME ||
    host.split('.').some(label => label.length > LONGEST_LABEL)
  );
}

/** Reads the `server` of a kubeconfig; returns a reason instead if it cannot be used. */
export function checkServer(
  server: string | undefined,
): { address: ServerAddress } | { reason: string } {
  if (!server) {
    return { reason: 'The cluster has no server.' };
  }
  // Other readers of the kubeconfig do not change what a browser's URL drops or converts.
  if (/[\s\\]/.test(server)) {
    return { reason: 'The server is not a URL.' };
  }
  let url: URL;
  try {
    url = new URL(server);
  } catch {
    return { reason: 'The server is not a URL.' };
  }
  if (url.protocol !== 'https:') {
    return { reason: 'The server must be an https URL.' };
  }
  if (url.username || url.password) {
    return { reason: 'The server URL must not hold a user name or password.' };
  }
  // Checked in the text: a URL drops a path that leads back to its beginning.
  if (!/^https:\/\/[^/?#]+\/?$/i.test(server)) {
    return {
      reason:
        'The server URL must end after the port: DPUs join by host and port.',
    };
  }
  if (!url.hostname) {
    return { reason: 'The server URL names no host.' };
  }
  if (isTooLong(url.hostname)) {
    return {
      reason:
        'The server URL names a host that DNS does not allow: at most 253 characters, 63 a label.',
    };
  }
  // A URL turns 010.1, a fullwidth digit or %31 into an IPv4 address; another reader looks up a name.
  const [host] = /(?<=\/\/)(\[.*\]|[^:/]*)/.exec(server) ?? [];
  const isAsWritten =
    host?.startsWith('[') || host?.toLowerCase() === url.hostname;
  if (!isAsWritten || /[^A-Za-z0-9.:[\]_-]/.test(url.hostname)) {
    return {
      reason:
        'The server URL must name its host in plain form: an IPv4 address of four decimal numbers, an IPv6 address in brackets, or a name in ASCII.',
    };
  }
  const port = url.port ? Number(url.port) : 443;
  if (port === 0) {
    return { reason: 'The server URL names port 0.' };
  }
  return {
    address: {
      server: `https://${url.hostname}:${port}`,
      host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port,
    },
  };
}
