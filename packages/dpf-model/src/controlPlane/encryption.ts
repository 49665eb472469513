import { KnownOperatorConfig } from '../managementCluster/DpfOperatorConfig';
import { TenantControlPlane } from '../cluster/kubernetesObjects';
import { NewControlPlaneProblem } from '../managementCluster/ControlPlaneSettings';

const FIELD = 'spec.kamajiClusterManager.etcdEncryptionAtRest';
const MISSING_RIGHT =
  'Grant get, list and watch of dpfoperatorconfigs.operator.dpu.nvidia.com in the namespace of DPF’s operator, as deploy/charts/dpf-portal/rbac does.';

/**
 * Why no control plane may be created: DPF's configuration requires etcd encryption at rest, which this project cannot
 * do and which cannot be added later. A configuration that may not be read may require it.
 *
 * @public
 */
export function encryptionProblem(
  config: KnownOperatorConfig,
): NewControlPlaneProblem | undefined {
  if (config === 'unreadable') {
    return {
      reason: 'EncryptionUnavailable',
      message:
        'The DPFOperatorConfig may not be read. It may ask for etcd to be encrypted at rest, which cannot be added later, so no control plane is made.',
      remedy: MISSING_RIGHT,
    };
  }
  const asked = config?.spec?.kamajiClusterManager?.etcdEncryptionAtRest;
  return asked
    ? {
        reason: 'EncryptionUnavailable',
        message: `The DPFOperatorConfig asks for etcd to be encrypted at rest${
          asked.provider ? ` (${asked.provider})` : ''
        }. The kamaji role of this portal cannot do that, and it cannot be added later, so no control plane is made.`,
        remedy: `Let DPF's own kamaji cluster manager make control planes here (set the kamaji role to disabled), or remove ${FIELD} from the DPFOperatorConfig.`,
      }
    : undefined;
}

/** Whether the API server of a control plane encrypts what it writes to etcd. */
export function encryptsEtcd({ spec }: TenantControlPlane): boolean {
  const args = spec?.controlPlane?.deployment?.extraArgs?.apiServer ?? [];
  return args.some(arg => arg.startsWith('--encryption-provider-config='));
}

/**
 * The finding about a running control plane whose etcd is not encrypted although DPF's configuration requires it, or for
 * which the requirement is unknown. The control plane itself is not changed.
 */
export function missingEncryption(
  config: KnownOperatorConfig,
  controlPlane: TenantControlPlane,
):
  | { severity: 'info' | 'warning'; sentence: string; remedy: string }
  | undefined {
  if (!encryptionProblem(config) || encryptsEtcd(controlPlane)) {
    return undefined;
  }
  return config === 'unreadable'
    ? {
        severity: 'info',
        sentence:
          'It is unknown whether etcd must be encrypted at rest: the DPFOperatorConfig may not be read. The control plane runs on as it is.',
        remedy: MISSING_RIGHT,
      }
    : {
        severity: 'warning',
        sentence:
          'The DPFOperatorConfig asks for etcd to be encrypted at rest, and the etcd of this control plane is not. It runs on as it is, because encryption cannot be added later.',
        remedy: `To encrypt it, create a new cluster with DPF's own kamaji cluster manager and move the DPUs there. Otherwise remove ${FIELD} from the DPFOperatorConfig.`,
      };
}
