export { DpfKubeconfig } from './DpfKubeconfig';
