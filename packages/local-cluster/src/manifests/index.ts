export * from './applyDefinitions';
export * from './manifestResources';
export * from './readManifests';
