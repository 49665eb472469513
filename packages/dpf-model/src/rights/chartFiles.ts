/** The folder of the Helm chart. Its plain files are applied with kubectl, too. */
const CHART = 'deploy/charts/dpf-portal';

/** The value of the chart that applies each file of its folder `rbac`. A test compares them with the chart. @public */
export const RIGHTS_VALUES: Readonly<Record<string, string>> = {
  'portal-observe.yaml': 'portal.rights.observe',
  'portal-request.yaml': 'portal.rights.request',
  'portal-credentials.yaml': 'portal.rights.credentials',
  'portal-uploads.yaml': 'portal.rights.uploads',
  'controllers.yaml': 'controllers.enabled',
  'controllers-kamaji.yaml': 'controllers.roles.kamaji',
  'controllers-static.yaml': 'controllers.roles.static',
  'controllers-provisioning.yaml': 'controllers.roles.provisioning',
};

/** The path of a file of the chart's folder `rbac`. @public */
export function rightsFile(file: string): string {
  return `${CHART}/rbac/${file}`;
}

/** Says how to grant the rights of files of the chart's folder `rbac`. @public */
export function applyRights(...files: string[]): string {
  const named = files.map(file => `-f ${rightsFile(file)}`).join(' ');
  const values = files.flatMap(file => RIGHTS_VALUES[file] ?? []);
  const helm = values.length ? ` With Helm, set ${values.join(', ')}.` : '';
  return `Run: \`kubectl apply ${named}\`, with this identity as its subject.${helm}`;
}
