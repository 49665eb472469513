import { NotAnApiServerError } from './NotAnApiServerError';
import { TenantAnswer, TenantHttpClient } from './TenantHttpClient';
import { parseServerVersion } from './parseServerVersion';
import { statusFailure } from './statusFailure';

/*
 * What makes an API server. Any web server can answer with status 200: a captive portal, a load balancer's error page, or
 * one that somebody put there.
 */

interface RequestBounds {
  timeoutMs?: number;
}

async function getOk(
  client: TenantHttpClient,
  path: string,
  bounds: RequestBounds,
): Promise<TenantAnswer> {
  const answer = await client.get(path, bounds);
  const failure = statusFailure(answer);
  if (failure) {
    throw failure;
  }
  return answer;
}

/** @throws TenantRequestError when it is not ready, or is no API server. */
export async function assertReady(
  client: TenantHttpClient,
  bounds: RequestBounds,
): Promise<void> {
  const { body } = await getOk(client, '/readyz', bounds);
  if (body.trim() !== 'ok') {
    throw new NotAnApiServerError(
      'The server is not a Kubernetes API server: its /readyz does not say “ok”.',
    );
  }
}

/**
 * `/readyz` may be open to anybody; the namespaces are not.
 *
 * @throws TenantRequestError when the credentials may not list them, or it is no API server.
 */
export async function assertListsNamespaces(
  client: TenantHttpClient,
  bounds: RequestBounds,
): Promise<void> {
  const { body } = await getOk(client, '/api/v1/namespaces?limit=1', bounds);
  if (!isListOf('NamespaceList', body)) {
    throw new NotAnApiServerError(
      'The server is not a Kubernetes API server: it answers the list of namespaces with something else.',
    );
  }
}

/** @throws TenantRequestError when it does not say its version. */
export async function readServerVersion(
  client: TenantHttpClient,
  bounds: RequestBounds,
): Promise<string> {
  const { body } = await getOk(client, '/version', bounds);
  const version = parseServerVersion(body);
  if (!version) {
    throw new NotAnApiServerError(
      'The server is not a Kubernetes API server: its /version has no gitVersion.',
    );
  }
  return version;
}

function isListOf(kind: string, body: string): boolean {
  try {
    const list: unknown = JSON.parse(body);
    return (
      typeof list === 'object' &&
      list !== null &&
      'kind' in list &&
      list.kind === kind &&
      'items' in list &&
      Array.isArray(list.items)
    );
  } catch {
    return false;
  }
}
