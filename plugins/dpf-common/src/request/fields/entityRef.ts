import { parseEntityRef } from '@backstage/catalog-model';

const PART = /^[A-Za-z0-9][-A-Za-z0-9_.]{0,62}$/;

/** Why this cannot be a reference to a catalog entity; `undefined` when it can. @public */
export function entityRefProblem(ref: string): string | undefined {
  try {
    const { kind, namespace, name } = parseEntityRef(ref);
    if ([kind, namespace, name].every(part => PART.test(part))) {
      return undefined;
    }
  } catch {
    // Said below.
  }
  return 'Give an entity reference such as group:default/team-a.';
}
