import { KubeApiError } from './errors';

/** What is wrong with a webhook that the API server called. @public */
export type WebhookFault =
  | 'refusesConnections'
  | 'hasNoEndpoints'
  | 'hasNoService'
  | 'isTooSlow'
  | 'isNotTrusted'
  | 'isExpired'
  | 'isUnresolved'
  | 'isNotServed'
  | 'answersWithAnError'
  | 'isAway';

/**
 * A webhook that the API server must call for a request and that gave no usable answer, so the API server rejected the
 * request. A webhook that answers and denies a request is none.
 *
 * @public
 */
export interface FailedWebhook {
  type: 'admission' | 'conversion';
  /** The name in its configuration; of a conversion webhook, the group and version that it converts. */
  name: string;
  /** The URL at which the API server calls it, without the query. */
  url?: string;
  /** `namespace/name`, where the configuration names a Service. */
  service?: string;
  fault: WebhookFault;
}

// Both texts are the API server's, and stand at the beginning: a webhook that denies a request may quote them.
const ADMISSION =
  /^(?:Internal error occurred: )?failed calling (?:admission )?webhook "([\w.:/-]{1,253})"/;
const CONVERSION =
  /^(?:Internal error occurred: )?conversion webhook for ([\w.-]{1,253}\/[\w.-]{1,63}), Kind=\w+ failed\b/;
const DENIED = /^admission webhook "[^"]*" denied the request/;

/** In this order: a message may have several of the texts, and the first is the cause. */
const FAULTS: ReadonlyArray<[RegExp, WebhookFault]> = [
  [/no endpoints available for service/, 'hasNoEndpoints'],
  [/\bservices? "[^"]*" not found|no service port \d+ found/, 'hasNoService'],
  [/certificate has expired|certificate is not yet valid/, 'isExpired'],
  [/x509:|tls: |remote error: tls/, 'isNotTrusted'],
  [/no such host|server misbehaving/, 'isUnresolved'],
  [/connection refused/, 'refusesConnections'],
  [
    /deadline exceeded|timed? ?out|Client\.Timeout|no route to host/,
    'isTooSlow',
  ],
  [/could not find the requested resource/, 'isNotServed'],
  [
    /an error on the server|unable to handle the request|invalid webhook response|expected response|expected webhook response/,
    'answersWithAnError',
  ],
];

const CALLED = /(?:Post|Get) "?(https:\/\/[^\s"?]{1,2000})/;
/** `name.namespace.svc`, as the API server addresses a Service. */
const SERVICE_HOST =
  /^https:\/\/([a-z0-9-]{1,63})\.([a-z0-9-]{1,63})\.svc(?=[:/]|$)/;

/** What the API server's message says about a webhook that it could not call. @public */
export function parseFailedWebhook(message: string): FailedWebhook | undefined {
  const admission = ADMISSION.exec(message);
  const found = admission ?? CONVERSION.exec(message);
  if (!found) {
    return undefined;
  }
  const answer = message.slice(found[0].length);
  const url = CALLED.exec(answer)?.[1];
  // The URL may have any word in it, for example `timeout=10s`.
  const reason = answer.replace(/https:\/\/\S+/g, '');
  const [, service, namespace] = SERVICE_HOST.exec(url ?? '') ?? [];
  const [, fault = 'isAway'] =
    FAULTS.find(([pattern]) => pattern.test(reason)) ?? [];
  return {
    type: admission ? 'admission' : 'conversion',
    name: found[1],
    ...(url ? { url } : {}),
    ...(service ? { service: `${namespace}/${service}` } : {}),
    fault,
  };
}

/**
 * The webhook because of which the API server rejected the request; `undefined` if the error has another cause. The
 * API server reports it with 500, whatever went wrong with the call.
 *
 * @public
 */
export function failedWebhookOf(error: unknown): FailedWebhook | undefined {
  return error instanceof KubeApiError && error.status >= 500
    ? parseFailedWebhook(error.message)
    : undefined;
}

/** Whether an admission webhook answered and denied the request. It chooses the status. @public */
export function isDeniedByWebhook(error: unknown): boolean {
  return error instanceof KubeApiError && DENIED.test(error.message);
}

/** The resource of a request by its path. @public */
export interface RequestedResource {
  /** `''` is the core group. */
  group: string;
  plural: string;
  namespace?: string;
  name?: string;
  subresource?: string;
}

const PATH =
  /^(?:\/api|\/apis\/([^/?]+))\/v[^/?]+(?:\/namespaces\/([^/?]+)(?=\/))?\/([^/?]+)(?:\/([^/?]+))?(?:\/([^/?]+))?$/;

/** The resource that a request named; `undefined` if its path is none of a resource. @public */
export function requestedResource(path: string): RequestedResource | undefined {
  const [match, group = '', namespace, plural, name, subresource] =
    PATH.exec(path) ?? [];
  return match === undefined
    ? undefined
    : { group, namespace, plural, name, subresource };
}
