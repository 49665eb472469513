export { DpfAddress } from './DpfAddress';
export { validateAddress } from './addressParts';
