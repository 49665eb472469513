export * from './JsonPatchOperation';
export * from './KubeClient';
