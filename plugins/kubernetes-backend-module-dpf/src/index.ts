export { kubernetesModuleDpf as default } from './module';
