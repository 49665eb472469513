/** The length of the columns and fields that keep an owner. */
const LONGEST_OWNER = 255;

// Control and format characters could change how a page, a log or a notification shows the rest. deploy/charts/dpf-portal/admission
// rejects the same ones.
const OWNER = /^[^\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Z}]+$/u;

/**
 * Reads a reference to an owner, `[kind:][namespace/]name`: the kind defaults to `group`, the namespace to `default`, and
 * case does not matter. Everything that Backstage accepts as a claim of a user can be read, also a name that no catalog
 * could have, such as `user:default/jane.doe@example.com`. Requests, filters, permission rules, entities, notifications and
 * pages compare owners in the form that this returns. `undefined` when the text is no reference.
 *
 * @public
 */
export function readOwner(text: string | undefined): string | undefined {
  if (!text || !OWNER.test(text)) {
    return undefined;
  }
  const slash = text.indexOf('/');
  const firstColon = text.indexOf(':');
  const colon = slash !== -1 && slash < firstColon ? -1 : firstColon;
  const kind = colon === -1 ? 'group' : text.slice(0, colon);
  const namespace = slash === -1 ? 'default' : text.slice(colon + 1, slash);
  const name = text.slice(Math.max(colon, slash) + 1);
  const owner = `${kind}:${namespace}/${name}`.toLowerCase();
  return kind && namespace && name && owner.length <= LONGEST_OWNER
    ? owner
    : undefined;
}

/** Why this cannot be an owner; `undefined` when it can. @public */
export function ownerProblem(text: string): string | undefined {
  return readOwner(text)
    ? undefined
    : `Give an entity reference such as group:default/team-a, with at most ${LONGEST_OWNER} characters.`;
}
