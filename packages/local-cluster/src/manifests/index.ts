export * from './applyDefinitions';
export * from './applyManifests';
export * from './readManifests';
