import { IGNORED, checkFields, onlyEntry, stringField } from './fields';
import { ProblemList } from './KubeconfigInspection';
import { YamlMap } from './readDocument';

/**
 * Checks that the contexts refer to the one cluster and the one user. A kubeconfig without a context is valid here and
 * for DPF, because both use the only cluster and user.
 */
export function checkContext(
  document: YamlMap,
  names: { cluster: string; user: string },
  list: ProblemList,
): void {
  const contexts = document.get('contexts');
  const current = document.get('current-context');
  const none =
    contexts === undefined ||
    contexts === null ||
    (Array.isArray(contexts) && contexts.length === 0);
  if (none) {
    if (current) {
      list.add(
        'ContextMismatch',
        'current-context names a context that is not there.',
        'current-context',
      );
    }
    return;
  }
  const entry = onlyEntry(
    document,
    { list: 'contexts', inner: 'context' },
    list,
  );
  if (!entry) {
    list.add('ContextMismatch', 'There must be one context.', 'contexts');
    return;
  }
  checkFields(
    entry.value,
    {
      allowed: ['cluster', 'user'],
      texts: ['namespace'],
      ignored: { extensions: IGNORED.extensions },
    },
    entry.path,
    list,
  );
  if (
    stringField(entry.value, 'cluster') !== names.cluster ||
    stringField(entry.value, 'user') !== names.user
  ) {
    list.add(
      'ContextMismatch',
      'The context does not lead to the one cluster and the one user.',
      entry.path,
    );
  }
  if (current !== entry.name) {
    list.add(
      'ContextMismatch',
      'current-context does not name the one context.',
      'current-context',
    );
  }
}
