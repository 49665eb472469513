export { DpfVersion } from './DpfVersion';
