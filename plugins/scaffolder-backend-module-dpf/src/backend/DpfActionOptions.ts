import { AuthService } from '@backstage/backend-plugin-api';
import { DpfApi } from '@dpf-portal/backstage-plugin-dpf-common';
import { Timing } from './Timing';

/**
 * What the actions need.
 *
 * @public
 */
export interface DpfActionOptions {
  auth: AuthService;
  dpf: Pick<
    DpfApi,
    | 'createDpuCluster'
    | 'getDpuCluster'
    | 'updateDpuCluster'
    | 'deleteDpuCluster'
    | 'checkKubeconfig'
  >;
  timing?: Timing;
}
