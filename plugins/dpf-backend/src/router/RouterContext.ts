import {
  AuditorService,
  HttpAuthService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { Clock } from '@dpf-portal/kube-controller';
import { DpuClusterDeletion } from '../deletion';
import { ManagementClusters } from '../managementClusters';
import { DpuClusterAuthorizer } from '../permissions';
import { DpuClusterReader } from '../reads';
import { DpuClusterChanges, DpuClusterRequests } from '../requests';
import { PhaseTransitions } from '../transitions';
import { OpenApiOptions } from './openApiValidator';

/** What the routes need. */
export interface RouterContext {
  auditor: AuditorService;
  httpAuth: HttpAuthService;
  userInfo: UserInfoService;
  clock: Pick<Clock, 'now'>;
  managementClusters: ManagementClusters;
  authorizer: DpuClusterAuthorizer;
  reader: DpuClusterReader;
  requests: DpuClusterRequests;
  changes: DpuClusterChanges;
  deletion: DpuClusterDeletion;
  transitions: PhaseTransitions;
  openApi?: OpenApiOptions;
}
