export * from './applyDefinitions';
export * from './applyManifests';
export * from './manifestResources';
export * from './readManifests';
