export * from './KubeClient';
