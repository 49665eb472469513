import {
  KubeClient,
  KubeObject,
  RestTransport,
} from '@dpf-portal/kube-controller';
import { KubeConfig } from '@kubernetes/client-node';
import fs from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { CHART } from './Helm';

interface Rule {
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  verbs: string[];
}

interface RbacObject extends KubeObject {
  rules?: Rule[];
  roleRef?: { kind: string; name: string };
  subjects?: Array<{ kind: string; name: string }>;
}

interface RulesReview extends KubeObject {
  status?: { resourceRules: Rule[] };
}

/** A ServiceAccount. */
export interface Account {
  namespace: string;
  name: string;
}

/** Each right as `verb resource.group name`. */
function spellOut({
  apiGroups = [],
  resources = [],
  resourceNames = [],
  verbs,
}: Rule): string[] {
  const names = resourceNames.length ? resourceNames : [''];
  return apiGroups.flatMap(group =>
    resources.flatMap(resource =>
      verbs.flatMap(verb =>
        names.map(name => `${verb} ${resource}.${group} ${name}`.trim()),
      ),
    ),
  );
}

/**
 * The rights that files of the chart's folder `rbac` give to an account, by namespace. The rights in every namespace are under
 * each of them.
 */
export function rightsInFiles(
  files: readonly string[],
  account: string,
  namespaces: readonly string[],
): Record<string, string[]> {
  const objects = files.flatMap(file =>
    parseAllDocuments(
      fs.readFileSync(path.join(CHART, 'rbac', file), 'utf8'),
    ).map((document): RbacObject => document.toJS()),
  );
  const bound = objects.filter(({ subjects }) =>
    subjects?.some(
      ({ kind, name }) => kind === 'ServiceAccount' && name === account,
    ),
  );
  return Object.fromEntries(
    namespaces.map(namespace => [
      namespace,
      unique(
        bound
          .filter(({ metadata }) =>
            [undefined, namespace].includes(metadata.namespace),
          )
          .flatMap(({ roleRef }) =>
            objects.filter(
              ({ kind, metadata }) =>
                kind === roleRef?.kind && metadata.name === roleRef?.name,
            ),
          )
          .flatMap(({ rules = [] }) => rules.flatMap(spellOut)),
      ),
    ]),
  );
}

/** A kubeconfig with a token of an account, made by an administrator. */
export async function kubeconfigOf(
  administrator: KubeConfig,
  { namespace, name }: Account,
): Promise<KubeConfig> {
  const cluster = administrator.getCurrentCluster();
  if (!cluster) {
    throw new Error('The administrator’s kubeconfig has no cluster');
  }
  const { status } = await asClient(administrator).raw<{
    status: { token: string };
  }>('POST', `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: 3600 },
  });
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromOptions({
    clusters: [cluster],
    users: [{ name, token: status.token }],
    contexts: [{ name, cluster: cluster.name, user: name }],
    currentContext: name,
  });
  return kubeConfig;
}

/** The rights that the API server grants, by namespace, without those of everybody. */
export async function rightsGranted(
  administrator: KubeConfig,
  account: Account,
  namespaces: readonly string[],
): Promise<Record<string, string[]>> {
  const ask = async (
    who: Account,
    namespace: string,
  ): Promise<readonly string[]> => {
    const review = await asClient(
      await kubeconfigOf(administrator, who),
    ).raw<RulesReview>(
      'POST',
      '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
      {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectRulesReview',
        spec: { namespace },
      },
    );
    return review.status?.resourceRules.flatMap(spellOut) ?? [];
  };
  const nobody = { namespace: 'default', name: 'default' };
  const ofEverybody = await ask(nobody, 'default');
  const entries = await Promise.all(
    namespaces.map(async (namespace): Promise<[string, string[]]> => {
      const rights = await ask(account, namespace);
      return [
        namespace,
        unique(rights.filter(right => !ofEverybody.includes(right))),
      ];
    }),
  );
  return Object.fromEntries(entries);
}

function asClient(kubeConfig: KubeConfig): KubeClient {
  return new KubeClient({
    transport: RestTransport.fromKubeConfig(kubeConfig),
  });
}

function unique(all: readonly string[]): string[] {
  return [...new Set(all)].sort();
}
