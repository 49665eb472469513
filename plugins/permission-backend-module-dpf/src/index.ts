/**
 * An example of a permission policy for DPU clusters. Add this module in the place of the policy that the portal has:
 * `backend.add(import('@dpf-portal/backstage-plugin-permission-backend-module-dpf'))`.
 *
 * @packageDocumentation
 */

export { permissionModuleDpf as default } from './module';
export { ExamplePolicy } from './ExamplePolicy';
