export * from './KubeObject';
