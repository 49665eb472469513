export { DpfAddress } from './DpfAddress';
export { validateAddress } from './validateAddress';
