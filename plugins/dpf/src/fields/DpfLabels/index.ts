export { DpfLabels, validateLabels } from './DpfLabels';
