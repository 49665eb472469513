import { Entry, entriesOf } from './entries';
import { IGNORED, checkFields, stringField } from './fields';
import { ProblemList } from './KubeconfigInspection';
import { WRITE_WHOLE } from './commands';
import { YamlMap } from './readDocument';

/** A context, and the cluster and the user that it leads to. */
export interface Selection {
  context?: Entry;
  cluster?: Entry;
  user?: Entry;
}

const NO_CLUSTER =
  'There must be one cluster, with a name that no other cluster has.';
const NO_USER = 'There must be one user, with a name that no other user has.';
const NO_CONTEXT = `clusters or users has several entries, and no context chooses among them. Add one: \`kubectl config set-context NAME --cluster CLUSTER --user USER\`.`;

/** The text of `current-context`; `undefined` where none is chosen. */
export function currentContext(document: YamlMap): string | undefined {
  return stringField(document, 'current-context');
}

/**
 * Finds the cluster and the user of one context as Kubernetes clients do.
 *
 * `wanted` names the context. Without it `current-context` does, or there is only one context; without any context the
 * only cluster and the only user are meant.
 */
export function selectContext(
  document: YamlMap,
  wanted: string | undefined,
  list: ProblemList,
): Selection {
  const clusters = entriesOf(document, 'clusters');
  const users = entriesOf(document, 'users');
  if (!clusters?.length) {
    list.add('NotOneCluster', NO_CLUSTER, 'clusters');
  }
  if (!users?.length) {
    list.add('NotOneUser', NO_USER, 'users');
  }
  const contexts = entriesOf(document, 'contexts');
  if (!contexts) {
    list.add(
      'ContextMismatch',
      'contexts must be a list whose entries have names of their own.',
      'contexts',
    );
    return {};
  }
  const named = wanted ?? currentContext(document);
  if (!contexts.length) {
    return withoutContext({ clusters, users, named, list });
  }
  const context = chosenOf(contexts, named, list);
  const found = {
    context,
    cluster: entryOf(clusters, context, 'cluster'),
    user: entryOf(users, context, 'user'),
  };
  if (context) {
    checkContext(context, list);
  }
  if (context && clusters?.length && users?.length) {
    if (!found.cluster?.value || !found.user?.value) {
      list.add(
        'ContextMismatch',
        'The context does not lead to a cluster and a user of this kubeconfig.',
        context.path,
      );
    }
  }
  return found;
}

function entryOf(
  entries: Entry[] | undefined,
  context: Entry | undefined,
  field: 'cluster' | 'user',
): Entry | undefined {
  const name = context?.value && stringField(context.value, field);
  return entries?.find(entry => entry.name === name);
}

function withoutContext(options: {
  clusters?: Entry[];
  users?: Entry[];
  named?: string;
  list: ProblemList;
}): Selection {
  const { clusters = [], users = [], named, list } = options;
  if (named !== undefined) {
    list.add(
      'ContextMismatch',
      'current-context names a context that is not there.',
      'current-context',
    );
  } else if (clusters.length > 1) {
    list.add('NotOneCluster', NO_CONTEXT, 'clusters');
  } else if (users.length > 1) {
    list.add('NotOneUser', NO_CONTEXT, 'users');
  } else if (clusters[0] && !clusters[0].value) {
    list.add('NotOneCluster', NO_CLUSTER, 'clusters');
  } else if (users[0] && !users[0].value) {
    list.add('NotOneUser', NO_USER, 'users');
  }
  return clusters.length > 1 || users.length > 1
    ? {}
    : { cluster: clusters[0], user: users[0] };
}

function chosenOf(
  contexts: readonly Entry[],
  named: string | undefined,
  list: ProblemList,
): Entry | undefined {
  if (named === undefined && contexts.length > 1) {
    list.add(
      'ContextMismatch',
      'There are several contexts, and current-context chooses none. Choose one: `kubectl config use-context NAME`.',
      'current-context',
    );
    return undefined;
  }
  const chosen =
    named === undefined
      ? contexts[0]
      : contexts.find(({ name }) => name === named);
  if (!chosen) {
    list.add(
      'ContextMismatch',
      `current-context names a context that is not there. Choose one that is: \`kubectl config use-context NAME\`, then ${WRITE_WHOLE}.`,
      'current-context',
    );
  }
  return chosen;
}

function checkContext({ value, path, check }: Entry, list: ProblemList): void {
  check(list);
  if (value) {
    checkFields(
      value,
      {
        allowed: ['cluster', 'user'],
        texts: ['namespace'],
        ignored: { extensions: IGNORED.extensions },
      },
      path,
      list,
    );
  }
}
