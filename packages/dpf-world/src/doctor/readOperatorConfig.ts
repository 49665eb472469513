import { DpfOperatorConfig, KnownOperatorConfig } from '@dpf-portal/dpf-model';
import { isForbidden } from '@dpf-portal/kube-controller';
import { oldestOf } from '../managementCluster/ManagementClusterStores';
import { DoctorContext } from './DoctorCheck';

/** Reads DPF's own configuration once, with the rules of `ManagementClusterStores.operatorConfig`. */
export async function readOperatorConfig({
  client,
  apis,
  leaseNamespace,
}: DoctorContext): Promise<KnownOperatorConfig> {
  if (!apis.operatorConfigs) {
    return undefined;
  }
  try {
    const configs = await client.listAll<DpfOperatorConfig>(
      apis.operatorConfigs,
      { namespace: leaseNamespace },
    );
    return oldestOf(configs);
  } catch (error) {
    if (isForbidden(error)) {
      return 'unreadable';
    }
    throw error;
  }
}
