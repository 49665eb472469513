const PART = '[A-Za-z0-9][-A-Za-z0-9_.]{0,62}';
const ENTITY_REF = new RegExp(`^${PART}:(${PART}/)?${PART}$`);

/** Why this cannot be a full reference to a catalog entity, `kind:[namespace/]name`; `undefined` when it can. @public */
export function entityRefProblem(ref: string): string | undefined {
  return ENTITY_REF.test(ref)
    ? undefined
    : 'Give an entity reference such as group:default/team-a.';
}
