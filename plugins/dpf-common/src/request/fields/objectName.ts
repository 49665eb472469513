const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** Why this cannot be the name of a Namespace; `undefined` when it can. @public */
export function namespaceProblem(name: string): string | undefined {
  return name.length <= 63 && LABEL.test(name)
    ? undefined
    : 'Give the name of a namespace: up to 63 lower-case letters, digits and dashes.';
}

/** Why this cannot be the name of a Secret; `undefined` when it can. @public */
export function secretNameProblem(name: string): string | undefined {
  return name.length <= 253 && name.split('.').every(part => LABEL.test(part))
    ? undefined
    : 'Give the name of a Secret: lower-case letters, digits, dashes and dots.';
}
