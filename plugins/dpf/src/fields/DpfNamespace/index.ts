export { DpfNamespace } from './DpfNamespace';
