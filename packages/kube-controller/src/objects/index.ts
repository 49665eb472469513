export * from './KubeObject';
export * from './ResourceType';
export * from './CORE_RESOURCES';
export * from './objectKey';
export * from './resourcePath';
