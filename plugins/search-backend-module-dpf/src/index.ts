export { searchModuleDpf as default } from './module';
