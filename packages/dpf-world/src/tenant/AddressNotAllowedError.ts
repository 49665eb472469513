import { ProbeReason } from '@dpf-portal/dpf-model';

/**
 * Why an address may not be reached.
 *
 * @public
 */
export type AddressRefusal =
  /** Only the machine on which the kubeconfig was made reaches its API server at this address. */
  | { kind: 'local'; range: 'loopback' | 'unspecified' | 'link-local' }
  | { kind: 'metadata' }
  | { kind: 'management' }
  /** Another port of the management cluster's API server. */
  | { kind: 'besideManagement' }
  /** An address of the machine on which this process runs. */
  | { kind: 'own' }
  | { kind: 'noServer'; range: string }
  | { kind: 'special'; range: string }
  | { kind: 'outside' }
  | { kind: 'unresolved' }
  /** The name of the API server inside each cluster. */
  | { kind: 'inCluster' };

const IF_RIGHT =
  'Check the server in the kubeconfig. If it is right, the platform team can add its network to tenantAccess.allowedCidrs.';
const WRITE_OWN =
  'Write the address of the DPU cluster’s own API server instead.';

/**
 * What an observation says of an address that may not be reached.
 *
 * @public
 */
export type AddressRefusalReason = Extract<
  ProbeReason,
  'AddressNotAllowed' | 'AddressForbidden' | 'ServerIsLocal' | 'NameNotResolved'
>;

interface Wording {
  reason: AddressRefusalReason;
  message: string;
}

/** The message of a refusal. It asks the platform engineer to allow an address only if a DPU cluster can have it. */
function wordingOf(refusal: AddressRefusal, where: string): Wording {
  switch (refusal.kind) {
    case 'local':
      return {
        reason: 'ServerIsLocal',
        message: `The kubeconfig names the machine it was made on: ${where} is ${
          refusal.range === 'unspecified' ? 'an' : 'a'
        } ${
          refusal.range
        } address. Write the address at which the DPUs and the portal reach the API server instead. The API server’s certificate must carry that address too (kubeadm: --apiserver-cert-extra-sans, k3s: --tls-san).`,
      };
    case 'metadata':
      return {
        reason: 'AddressForbidden',
        message: `The portal never connects to ${where}: it is a metadata service of the cloud. ${WRITE_OWN}`,
      };
    case 'management':
      return {
        reason: 'AddressForbidden',
        message: `The portal never connects to ${where} as a DPU cluster: it is the management cluster’s own API server. ${WRITE_OWN}`,
      };
    case 'noServer':
      return {
        reason: 'AddressForbidden',
        message: `The portal never connects to ${where}: no server has a ${refusal.range} address. ${WRITE_OWN}`,
      };
    case 'besideManagement':
      return {
        reason: 'AddressNotAllowed',
        message: `The portal may not connect to ${where}: the management cluster’s own API server has this address. ${IF_RIGHT}`,
      };
    case 'own':
      return {
        reason: 'AddressNotAllowed',
        message: `The portal may not connect to ${where}: it is an address of the portal’s own machine. ${IF_RIGHT}`,
      };
    case 'special':
      return {
        reason: 'AddressNotAllowed',
        message: `The portal may not connect to ${where}: its range (${refusal.range}) is not one in which DPU clusters are expected. ${IF_RIGHT}`,
      };
    case 'outside':
      return {
        reason: 'AddressNotAllowed',
        message: `The portal may not connect to ${where}: it is outside the allowed networks. ${IF_RIGHT}`,
      };
    case 'unresolved':
      return {
        reason: 'NameNotResolved',
        message: `The name in ${where} cannot be resolved from the portal, so the server cannot be checked. Check the name, or write an IP address that the API server’s certificate carries.`,
      };
    case 'inCluster':
      return {
        reason: 'NameNotResolved',
        message: `The name in ${where} leads to the API server only inside its own cluster, so the server cannot be checked and DPUs cannot join. Write a name or an IP address that the DPUs reach and that the API server’s certificate carries.`,
      };
    default:
      throw new Error(`There is no wording for ${JSON.stringify(refusal)}`);
  }
}

/**
 * The portal may not reach the address of a server, or cannot resolve its name. The message is for a user and never
 * contains a resolved address.
 *
 * @public
 */
export class AddressNotAllowedError extends Error {
  readonly name = 'AddressNotAllowedError';
  readonly reason: AddressRefusalReason;

  constructor(
    refusal: AddressRefusal,
    where: string,
    options?: { cause?: unknown },
  ) {
    const { reason, message } = wordingOf(refusal, where);
    super(message, options);
    this.reason = reason;
  }
}
