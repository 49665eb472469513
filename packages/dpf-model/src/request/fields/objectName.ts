const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** Whether this is a DNS-1123 label, as the name of a Namespace is. @public */
export function isDns1123Label(name: string): boolean {
  return name.length <= 63 && LABEL.test(name);
}

/** Whether this is a DNS-1035 label, as the name of a Service is: a DNS-1123 label that starts with a letter. @public */
export function isDns1035Label(name: string): boolean {
  return isDns1123Label(name) && /^[a-z]/.test(name);
}

/** Whether this is a DNS-1123 subdomain, as the names of most objects are: labels with dots between them. @public */
export function isDns1123Subdomain(name: string): boolean {
  return name.length <= 253 && name.split('.').every(part => LABEL.test(part));
}

/** Why this cannot be the name of a Namespace; `undefined` when it can. @public */
export function namespaceProblem(name: string): string | undefined {
  return isDns1123Label(name)
    ? undefined
    : 'Give the name of a namespace: up to 63 lower-case letters, digits and dashes.';
}

/** Why this cannot be the name of a Secret; `undefined` when it can. @public */
export function secretNameProblem(name: string): string | undefined {
  return isDns1123Subdomain(name)
    ? undefined
    : 'Give the name of a Secret: lower-case letters, digits, dashes and dots.';
}
