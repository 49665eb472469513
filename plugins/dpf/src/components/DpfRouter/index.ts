export { DpfRouter } from './DpfRouter';
