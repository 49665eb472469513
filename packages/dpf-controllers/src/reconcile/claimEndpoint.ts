import {
  TenantControlPlane,
  editOfRunningEndpoint,
  endpointInvalid,
  endpointMissing,
  kamajiMissing,
  keepalivedName,
  usableEndpointOf,
} from '@dpf-portal/dpf-model';
import { KubeObject, isOwnedBy } from '@dpf-portal/kube-controller';
import ipaddr from 'ipaddr.js';
import { TENANT_CONTROL_PLANES } from '@dpf-portal/dpf-world';
import {
  Phase,
  PhaseResult,
  ReconcileContext,
  identityOf,
  isTakenIn,
  managingWriter,
  problemOf,
  proceed,
  refuseEdit,
  stop,
  wait,
} from './ReconcileContext';
import { recordEvent } from './status/writeStatus';

// The deletion of the other cluster is an event. The interval only bounds the effect of a lost one.
const CLAIM_RETRY_MS = 30_000;

/** Claims the endpoint of a cluster that does not run yet. */
async function claimNew(context: ReconcileContext): Promise<PhaseResult> {
  const { cluster, world, claims, observed } = context;
  const wrong =
    endpointMissing(cluster, world) ?? endpointInvalid(cluster, world);
  const endpoint = usableEndpointOf(cluster, world);
  if (wrong || !endpoint) {
    observed.problem = wrong && problemOf(wrong);
    return stop;
  }
  await context.live.addressesListed();
  const refused = claims.claim(cluster, endpoint, world);
  if (refused) {
    observed.problem = problemOf(refused);
    context.live.listAddresses();
    return wait(CLAIM_RETRY_MS);
  }
  observed.endpoint = endpoint;
  return proceed;
}

/**
 * Claims the endpoint of a cluster that runs. It keeps its address, and a rejected edit does not change its children.
 */
function claimRunning(context: ReconcileContext): PhaseResult {
  const { cluster, world, claims, observed } = context;
  const edited = editOfRunningEndpoint(cluster, world);
  if (edited) {
    refuseEdit(observed, problemOf(edited));
  }
  const endpoint = usableEndpointOf(cluster, world);
  const refused = endpoint && claims.claim(cluster, endpoint, world);
  if (refused) {
    refuseEdit(observed, problemOf(refused));
    return { flow: 'continue', afterMs: CLAIM_RETRY_MS };
  }
  observed.endpoint = endpoint;
  return proceed;
}

async function claim(context: ReconcileContext): Promise<PhaseResult> {
  const { cluster, world, observed } = context;
  const missing = kamajiMissing(cluster, world);
  if (missing) {
    observed.problem = problemOf(missing);
    return wait(CLAIM_RETRY_MS);
  }
  return observed.controlPlane ? claimRunning(context) : claimNew(context);
}

/**
 * Runs before any child with an address is created: checks that the endpoint is valid and that nothing else has it.
 */
export const claimEndpoint: Phase = {
  name: 'claimEndpoint',
  async run(context) {
    const ours =
      managingWriter(context) === 'kamaji' && isTakenIn(context.cluster);
    return ours ? claim(context) : proceed;
  },
};

/** Annotation on keepalived's ConfigMap: the endpoint for which it was written, `address:port`. */
export const ENDPOINT_ANNOTATION = 'dpf-portal.io/endpoint';

/** The address and port of a control plane. */
export interface ControlPlaneEndpoint {
  /** In its canonical spelling. */
  address: string;
  port: number;
}

/** `address:port`, an IPv6 address in brackets. */
export function formatEndpoint(endpoint: ControlPlaneEndpoint): string {
  const { address, port } = endpoint;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Reads `address:port`, also of a URL; `undefined` where it is none, or the address is no IP. */
export function parseEndpoint(
  text: string | undefined,
): ControlPlaneEndpoint | undefined {
  const [, bracketed, plain, port] =
    /^(?:https:\/\/)?(?:\[([^\]]+)\]|([^:/]+)):(\d{1,5})\/?$/.exec(
      text ?? '',
    ) ?? [];
  const address = bracketed ?? plain;
  return address && ipaddr.isValid(address)
    ? { address: ipaddr.parse(address).toString(), port: Number(port) }
    : undefined;
}

export function sameEndpoint(
  a: ControlPlaneEndpoint | undefined,
  b: ControlPlaneEndpoint | undefined,
): boolean {
  return a?.address === b?.address && a?.port === b?.port;
}

/** The endpoint in the control plane's specification. */
export function specifiedEndpoint(
  tcp: TenantControlPlane,
): ControlPlaneEndpoint | undefined {
  const { address, port } = tcp.spec?.networkProfile ?? {};
  return address && port
    ? parseEndpoint(formatEndpoint({ address, port }))
    : undefined;
}

/** The endpoint in the control plane's status. */
export function appliedEndpoint(
  tcp: TenantControlPlane,
): ControlPlaneEndpoint | undefined {
  return parseEndpoint(tcp.status?.controlPlaneEndpoint);
}

/** The endpoint at the time when keepalived's ConfigMap was last written here. */
export function recordedEndpoint(
  configMap: KubeObject | undefined,
): ControlPlaneEndpoint | undefined {
  return parseEndpoint(configMap?.metadata.annotations?.[ENDPOINT_ANNOTATION]);
}

const UNKNOWN_RETRY_MS = 1_000;

function recorded(context: ReconcileContext): ControlPlaneEndpoint | undefined {
  const { namespace, name, uid } = identityOf(context.cluster);
  const configMap = context.world.configMap(namespace, keepalivedName(name));
  return configMap && isOwnedBy(configMap, uid)
    ? recordedEndpoint(configMap)
    : undefined;
}

async function putBack(
  context: ReconcileContext,
  tcp: TenantControlPlane,
  edited: ControlPlaneEndpoint,
  kept: ControlPlaneEndpoint,
): Promise<void> {
  context.observed.controlPlane = await context
    .client('kamaji')
    .mergePatch<TenantControlPlane>(TENANT_CONTROL_PLANES, tcp.metadata, {
      metadata: { resourceVersion: tcp.metadata.resourceVersion },
      spec: { networkProfile: kept },
    });
  const [from, to] = [edited, kept].map(formatEndpoint);
  await recordEvent(context, ['kamaji'], {
    type: 'Warning',
    reason: 'AddressImmutable',
    note: `The control plane was moved to ${from} by hand. It was put back to ${to}, where its DPUs look for it.`,
  });
}

async function keep(
  context: ReconcileContext,
  tcp: TenantControlPlane,
): Promise<PhaseResult> {
  const kept = recorded(context);
  const specified = specifiedEndpoint(tcp);
  if (!kept || !specified || sameEndpoint(kept, specified)) {
    return proceed;
  }
  // Users can edit the annotation too. It counts only if Kamaji, or its first kubeconfig, has the same endpoint.
  const { cluster, world } = context;
  const reached = parseEndpoint(world.observation(cluster)?.server);
  if (sameEndpoint(appliedEndpoint(tcp), kept) || sameEndpoint(reached, kept)) {
    await putBack(context, tcp, specified, kept);
    return proceed;
  }
  return reached ? proceed : wait(UNKNOWN_RETRY_MS);
}

/**
 * A running control plane keeps the address and port that its DPUs were given. Kamaji applies a change only partly, so
 * a manual change is reverted.
 */
export const keepEndpoint: Phase = {
  name: 'keepEndpoint',
  async run(context) {
    const { cluster, observed } = context;
    const { controlPlane } = observed;
    const ours = managingWriter(context) === 'kamaji' && isTakenIn(cluster);
    return ours && controlPlane ? keep(context, controlPlane) : proceed;
  },
};
