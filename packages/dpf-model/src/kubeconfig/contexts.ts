import { entriesOf } from './entries';
import {
  KubeconfigContext,
  KubeconfigRules,
  ProblemList,
} from './KubeconfigInspection';
import { readContext } from './readContext';
import { YamlMap, readDocument } from './readDocument';
import { currentContext } from './selectContext';

/** Names of contexts hold ARNs, and servers of OpenShift. */
const LONGEST_NAME = 253;
const UNPRINTABLE = /\p{C}/gu;
const MOST_NAMED = 30;

function readOne(
  document: YamlMap,
  context: string,
  rules: KubeconfigRules,
): Pick<KubeconfigContext, 'server' | 'problem'> {
  const list = new ProblemList();
  const { address } = readContext(document, { ...rules, context }, list);
  const problem =
    context.length > LONGEST_NAME || context.search(UNPRINTABLE) !== -1
      ? 'Its name is too long, or has characters that cannot be shown.'
      : list.problems[0]?.message;
  return {
    ...(address ? { server: address.server } : {}),
    ...(problem ? { problem } : {}),
  };
}

/** Every context of a kubeconfig; `undefined` where they cannot be read. */
function allContexts(
  text: string,
  rules: KubeconfigRules,
): KubeconfigContext[] | undefined {
  const document = readDocument(text, new ProblemList());
  const contexts = document && entriesOf(document, 'contexts');
  if (!document || !contexts) {
    return undefined;
  }
  const current = currentContext(document);
  return contexts.map(({ name }) => ({
    name: name.slice(0, LONGEST_NAME).replace(UNPRINTABLE, '\ufffd'),
    isCurrent: name === current,
    ...readOne(document, name, rules),
  }));
}

/**
 * The contexts of a kubeconfig that has several, in their order, each with why it cannot be used. Empty where there is
 * nothing to choose, and where the text cannot be read.
 *
 * @public
 */
export function kubeconfigContexts(
  text: string,
  rules: KubeconfigRules = {},
): KubeconfigContext[] {
  const contexts = allContexts(text, rules) ?? [];
  return contexts.length > 1 ? contexts : [];
}

/**
 * The context that a form chooses beforehand: the current one, or the only one that can be used.
 *
 * @public
 */
export function preselectedContext(
  contexts: readonly KubeconfigContext[],
): string | undefined {
  const usable = contexts.filter(({ problem }) => !problem);
  const chosen =
    usable.find(({ isCurrent }) => isCurrent) ??
    (usable.length === 1 ? usable[0] : undefined);
  return chosen?.name;
}

function describe({ name, isCurrent, problem }: KubeconfigContext): string {
  const notes = [
    ...(isCurrent ? ['current'] : []),
    ...(problem ? [`cannot be used: ${problem.replace(/\.$/, '')}`] : []),
  ];
  return notes.length ? `${name} (${notes.join('; ')})` : name;
}

/**
 * Why `context` does not say which context of a kubeconfig is meant. Names the contexts, so it is for the user who sent
 * the kubeconfig and for nobody else.
 *
 * @public
 */
export function contextProblem(
  text: string,
  context: string | undefined,
): string | undefined {
  const contexts = allContexts(text, {});
  if (!contexts) {
    return undefined;
  }
  const isKnown = contexts.some(({ name }) => name === context);
  if (isKnown || (context === undefined && contexts.length < 2)) {
    return undefined;
  }
  const shown = contexts.slice(0, MOST_NAMED).map(describe).join(', ');
  const more = contexts.length - MOST_NAMED;
  const names = more > 0 ? `${shown} and ${more} more` : shown || 'none';
  return context === undefined
    ? `The kubeconfig has several contexts. Name the one of the DPU cluster: ${names}.`
    : `The kubeconfig has no context of this name. Its contexts: ${names}.`;
}
