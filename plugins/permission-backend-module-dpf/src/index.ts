/**
 * An example of a permission policy for DPU clusters. Replace the policy of the portal by this module:
 * `backend.add(import('@dpf-portal/backstage-plugin-permission-backend-module-dpf'))`.
 *
 * @packageDocumentation
 */

export { permissionModuleDpf as default } from './module';
export { ExamplePolicy } from './ExamplePolicy';
export type { ExamplePolicyOptions } from './ExamplePolicy';
