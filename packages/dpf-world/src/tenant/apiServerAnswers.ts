import { TenantAnswer, TenantHttpClient } from './TenantHttpClient';
import { NotAnApiServerError, TenantRequestError } from './tenantErrors';

const VERSION = /^v?\d{1,5}\.\d{1,5}\.\d{1,5}[0-9A-Za-z.+-]{0,40}$/;

/** The `gitVersion` of a `/version` answer, if it looks like a version. Other text of a tenant is not passed on. */
export function parseServerVersion(body: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    if (parsed && typeof parsed === 'object' && 'gitVersion' in parsed) {
      const { gitVersion } = parsed;
      if (typeof gitVersion === 'string' && VERSION.test(gitVersion)) {
        return gitVersion;
      }
    }
  } catch {
    // Not JSON: no version.
  }
  return undefined;
}

/** What an answer other than 200 means; `undefined` for 200. Never quotes the answer's body. */
export function statusFailure(
  answer: TenantAnswer,
): TenantRequestError | undefined {
  const { status } = answer;
  if (status === 200) {
    return undefined;
  }
  if (status === 401 || status === 403) {
    return new TenantRequestError(
      'CredentialsRejected',
      status === 401
        ? 'The server does not accept the kubeconfig’s credentials.'
        : 'The kubeconfig’s user may not read the cluster.',
    );
  }
  if (status >= 300 && status < 400) {
    return new TenantRequestError(
      'Unhealthy',
      'The server answered with a redirect, which is not followed.',
    );
  }
  return new TenantRequestError(
    'Unhealthy',
    `The server answered with status ${status}.`,
  );
}

/*
 * How an API server is recognized. Any web server can answer with status 200: a captive portal, a load balancer's error
 * page, or a server of an attacker.
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
 * Checks the credentials by listing namespaces, because `/readyz` may be open to anonymous users.
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
