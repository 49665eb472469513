export { DpfControllers } from './DpfControllers';
export type { DpfControllersOptions } from './DpfControllers';
export { observedRoles } from './observedRoles';
