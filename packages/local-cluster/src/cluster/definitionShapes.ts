import { inPackage } from '../packageDirectory';

/**
 * The API shapes of DPF releases: up to 25.7, from 25.10, and the group of DPF's developer guide, which is served in
 * addition to either.
 *
 * @public
 */
export const DEFINITION_SHAPES = ['dpf-24.10', 'dpf-25.10', 'guide'] as const;

/** @public */
export type DefinitionShape = (typeof DEFINITION_SHAPES)[number];

/** @public */
export const NEWEST_SHAPE: DefinitionShape = 'dpf-25.10';

/**
 * Returns the folder of `deploy/crds` with the definitions of a shape.
 *
 * @public
 */
export function definitionFolder(shape: DefinitionShape): string {
  return inPackage('../../deploy/crds', shape);
}
