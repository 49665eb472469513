export { DpfNetwork } from './DpfNetwork';
