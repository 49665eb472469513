/**
 * Makes DPU clusters findable by the search of Backstage. The module reads the REST API of the dpf back end. Add it beside
 * the search: `backend.add(import('@dpf-portal/backstage-plugin-search-backend-module-dpf'))`.
 *
 * @packageDocumentation
 */

export { searchModuleDpf as default } from './module';
export { DpuClusterCollatorFactory } from './DpuClusterCollatorFactory';
export type {
  DpuClusterCollatorFactoryOptions,
  DpuClusterDocument,
} from './DpuClusterCollatorFactory';
