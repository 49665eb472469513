export {
  DEFINITION_SHAPES,
  NEWEST_SHAPE,
  definitionFolder,
  type DefinitionShape,
} from './definitionShapes';
export * from './LocalCluster';
export type { LocalClusterOptions } from './LocalClusterOptions';
