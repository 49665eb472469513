import type {
  FailedWebhook,
  RequestedResource,
  WebhookFault,
} from '@dpf-portal/kube-controller';

/** A write that a webhook stops: how it is called in a sentence. @public */
export interface StoppedWrite {
  /** HTTP's. */
  method: string;
  resource?: Pick<RequestedResource, 'plural' | 'subresource'>;
  /** The kind, where the path of the request does not show it. */
  kind?: string;
}

/** The kinds that this project writes, by the plural in the path of a request. */
const KINDS: Readonly<Record<string, string>> = {
  configmaps: 'ConfigMap',
  daemonsets: 'DaemonSet',
  dpuclusters: 'DPUCluster',
  events: 'Event',
  leases: 'Lease',
  namespaces: 'Namespace',
  secrets: 'Secret',
  serviceaccounts: 'ServiceAccount',
  services: 'Service',
  tenantcontrolplanes: 'TenantControlPlane',
};

const DONE: Readonly<Record<string, string>> = {
  POST: 'created',
  DELETE: 'deleted',
};

const FAULTS: Readonly<
  Record<WebhookFault, (webhook: FailedWebhook) => string>
> = {
  refusesConnections: () => 'refuses connections',
  hasNoEndpoints: ({ service }) =>
    service ? `has no endpoints at Service ${service}` : 'has no endpoints',
  hasNoService: ({ service }) =>
    service
      ? `needs Service ${service}, which does not exist`
      : 'needs a Service that does not exist',
  isTooSlow: () => 'does not answer in time',
  isNotTrusted: () => 'has a certificate that the API server does not trust',
  isExpired: () => 'has a certificate that is expired or not valid yet',
  isUnresolved: () => 'has a host name that does not resolve',
  isNotServed: () => 'is not served at the path that its configuration names',
  answersWithAnError: () => 'answers with an error',
  isAway: () => 'does not answer',
};

/** The webhooks of Kamaji's own chart. Other names ending in kb.io are those of any project made with kubebuilder. */
const NAMES_OF_KAMAJI = [
  'mtenantcontrolplane.kb.io',
  'vtenantcontrolplane.kb.io',
  'vdatastore.kb.io',
  'vdatastoresecrets.kb.io',
];
const URL_OF_KAMAJI =
  /^https:\/\/(?:[a-z0-9-]+-)?kamaji-webhook-service\.|^https:\/\/[^/]+\/(?:mutate|validate|convert)-kamaji-clastix-io-/;

function isOfKamaji({ type, name, url = '' }: FailedWebhook): boolean {
  return (
    NAMES_OF_KAMAJI.includes(name) ||
    (type === 'conversion' && name.startsWith('kamaji.clastix.io/')) ||
    URL_OF_KAMAJI.test(url)
  );
}

const OF_KAMAJI = "Kamaji's webhook";

/** Begins the sentence about a webhook that is not Kamaji's. */
const SUBJECTS: Readonly<Record<FailedWebhook['type'], string>> = {
  admission: 'Webhook',
  conversion: 'The conversion webhook of',
};

function kindOf({ resource, kind = 'object' }: StoppedWrite): string {
  return KINDS[resource?.plural ?? ''] ?? resource?.plural ?? kind;
}

function effectOf(write: StoppedWrite): string {
  const kind = kindOf(write);
  return write.resource?.subresource === 'status'
    ? `the status of no ${kind} can be changed`
    : `no ${kind} can be ${DONE[write.method] ?? 'changed'}`;
}

/**
 * A webhook that the API server cannot call stops a write: the code of the finding and its sentence, which names the webhook
 * and the kind. `KamajiAway` only if the webhook is Kamaji's own.
 *
 * @public
 */
export function webhookAway(
  webhook: FailedWebhook,
  write: StoppedWrite,
): { code: 'KamajiAway' | 'WebhookAway'; sentence: string } {
  const { type, name, fault } = webhook;
  const ofKamaji = isOfKamaji(webhook);
  const subject = ofKamaji
    ? `${OF_KAMAJI} ${name}`
    : `${SUBJECTS[type]} ${name}`;
  return {
    code: ofKamaji ? 'KamajiAway' : 'WebhookAway',
    sentence: `${subject} ${FAULTS[fault](webhook)}, so ${effectOf(write)}.`,
  };
}

/** Whether a sentence of `webhookAway` about Kamaji's webhook is part of the message. */
export function isAboutKamajisWebhook(message: string): boolean {
  return message.includes(OF_KAMAJI);
}

/** The remedy for a webhook that is not Kamaji's, by the sentence about it. */
export function webhookRemedy(sentence: string): string {
  const found = sentence.startsWith(SUBJECTS.conversion)
    ? '`kubectl get crd -o custom-columns=NAME:.metadata.name,SERVICE:.spec.conversion.webhook.clientConfig.service`'
    : '`kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations -o custom-columns=KIND:.kind,NAME:.metadata.name,WEBHOOKS:.webhooks[*].name`';
  return `Find its configuration: ${found}. Restore the server behind it, or remove the configuration if that server is gone for good. The write is retried without further action.`;
}
