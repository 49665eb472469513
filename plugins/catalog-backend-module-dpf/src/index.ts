/**
 * DPU clusters as catalog entities, and the software templates that request them. The module reads the REST API of the
 * dpf back end, which may run in another process. Add it beside the catalog, with
 * `@backstage/plugin-catalog-backend-module-scaffolder-entity-model` for the kind Template:
 * `backend.add(import('@dpf-portal/backstage-plugin-catalog-backend-module-dpf'))`, and set
 * `catalog.providers.dpf.defaultOwner`.
 *
 * @packageDocumentation
 */

export { catalogModuleDpf as default } from './module';
export { DpuClusterEntityProvider } from './provider/DpuClusterEntityProvider';
export { type DpuClusterEntityProviderOptions } from './provider/DpuClusterEntityProvider';
export { type EntityContext } from './provider/managementClusterEntity';
export { DpfTemplateEntityProvider } from './templates/DpfTemplateEntityProvider';
export { type DpfProviderConfig } from './config/readProviderConfig';
