import { TenantControlPlane } from '@dpf-portal/dpf-model';
import { isOwnedBy } from '@dpf-portal/kube-controller';
import { TENANT_CONTROL_PLANES, keepalivedName } from '@dpf-portal/dpf-world';
import {
  ControlPlaneEndpoint,
  appliedEndpoint,
  formatEndpoint,
  parseEndpoint,
  recordedEndpoint,
  sameEndpoint,
  specifiedEndpoint,
} from '../children/controlPlaneEndpoint';
import { Phase, PhaseResult, proceed, wait } from '../Phase';
import {
  ReconcileContext,
  identityOf,
  isTakenIn,
  managingWriter,
} from '../ReconcileContext';
import { recordEvent } from '../status/recordEvent';

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
  // The record can be edited too: it counts only where Kamaji, or the kubeconfig it made first, says the same.
  const { cluster, world } = context;
  const reached = parseEndpoint(world.observation(cluster)?.server);
  if (sameEndpoint(appliedEndpoint(tcp), kept) || sameEndpoint(reached, kept)) {
    await putBack(context, tcp, specified, kept);
    return proceed;
  }
  return reached ? proceed : wait(UNKNOWN_RETRY_MS);
}

/**
 * A running control plane keeps the address and port its DPUs were given. Kamaji applies a change by halves, so one that
 * was made by hand is put back.
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
