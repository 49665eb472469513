import { DPU_CLUSTER_GROUPS } from '@dpf-portal/dpf-model';
import fs from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';

const RBAC = path.resolve(__dirname, '../../deploy/charts/dpf-portal/rbac');

interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}

interface RbacObject {
  kind: string;
  metadata: { name: string };
  rules?: Rule[];
  roleRef?: { kind: string; name: string };
  subjects?: Array<{ kind: string; name: string }>;
}

/**
 * The permissions that `deploy/charts/dpf-portal/rbac`, or some of its files, grants to a user or a service account in any namespace:
 * `verb resource[/subresource].group`.
 */
export function readGrants(
  subject: string,
  {
    kind: subjectKind = 'User',
    files = fs.readdirSync(RBAC),
  }: { kind?: 'User' | 'ServiceAccount'; files?: string[] } = {},
): Set<string> {
  const objects = files
    .flatMap(file =>
      parseAllDocuments(fs.readFileSync(path.join(RBAC, file), 'utf8')),
    )
    .map((document): RbacObject => document.toJS());
  const bound = objects
    .filter(({ subjects }) =>
      subjects?.some(
        ({ kind, name }) => kind === subjectKind && name === subject,
      ),
    )
    .map(({ roleRef }) => `${roleRef?.kind}/${roleRef?.name}`);
  const rules = objects
    .filter(({ kind, metadata }) => bound.includes(`${kind}/${metadata.name}`))
    .flatMap(({ rules: granted = [] }) => granted);
  return new Set(rules.flatMap(spellOut));
}

function spellOut({ apiGroups, resources, verbs }: Rule): string[] {
  return apiGroups.flatMap(group =>
    resources.flatMap(resource =>
      verbs.map(verb => grantOf({ verb, resource, group })),
    ),
  );
}

/** One permission, in the notation of this folder. The two API groups of DPUClusters count as one. */
export function grantOf(right: {
  verb: string;
  resource: string;
  group?: string;
}): string {
  const { verb, resource, group } = right;
  const one =
    group === DPU_CLUSTER_GROUPS.guide ? DPU_CLUSTER_GROUPS.released : group;
  return `${verb} ${resource}${one ? `.${one}` : ''}`;
}
