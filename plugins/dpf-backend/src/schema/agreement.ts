import {
  CreateDpuClusterAnswer,
  DpuClusterAnswer,
  DpuClusterChange,
  DpuClusterList,
  DpuClusterRequest,
  KubeconfigCheckRequest,
  KubeconfigUploadAnswer,
  ManagementCluster,
  ManagementClusterControllers,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { components } from './openapi.generated';

type Schemas = components['schemas'];

/* Compiles only when what the plugin answers is what the schema promises … */
interface Promised {
  list: Schemas['DpuClusterList'];
  one: Schemas['DpuClusterAnswer'];
  created: Schemas['CreateDpuClusterAnswer'];
  managementCluster: Schemas['ManagementCluster'];
  controllers: Schemas['ManagementClusterControllers'];
  upload: Schemas['KubeconfigUploadAnswer'];
}
interface Answered extends Promised {
  list: DpuClusterList;
  one: DpuClusterAnswer;
  created: CreateDpuClusterAnswer;
  managementCluster: ManagementCluster;
  controllers: ManagementClusterControllers;
  upload: KubeconfigUploadAnswer;
}
/* … and what the schema lets in is what the plugin expects. */
interface Expected {
  request: DpuClusterRequest;
  change: DpuClusterChange;
  check: KubeconfigCheckRequest;
}
interface LetIn extends Expected {
  request: Schemas['DpuClusterRequest'];
  change: Schemas['DpuClusterChange'];
  check: Schemas['KubeconfigCheckRequest'];
}
/** Never used as a value: it is checked by being compiled. */
export type Agreement = [Answered, LetIn];
