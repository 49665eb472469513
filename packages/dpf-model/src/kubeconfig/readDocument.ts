import { CST, Lexer, parseDocument } from 'yaml';
import { unportableLine } from './portableYaml';
import { ProblemList } from './KubeconfigInspection';
import { describeOtherValue } from './otherDocuments';
import { WRITE_WHOLE } from './commands';
import { textProblem } from './textProblem';

/** The kubeconfig's document as read. Maps, not objects: no key of it can reach a prototype. */
export type YamlMap = Map<unknown, unknown>;

/** A kubeconfig is a few kilobytes; a larger one is rejected. @public */
export const MAX_KUBECONFIG_BYTES = 64 * 1024;
const MAX_DEPTH = 32;
// The parser compares every key of a map with every other: thousands of them take seconds.
// A merged kubeconfig has about 20 entries a context.
const MAX_ENTRIES = 2_000;
const MAX_TOKENS = 20_000;

const FORBIDDEN_TOKENS = new Set<string | null>([
  'anchor',
  'alias',
  'tag',
  'directive',
  'directive-line',
]);
const OPENING = new Set<string | null>(['flow-map-start', 'flow-seq-start']);
const CLOSING = new Set<string | null>(['flow-map-end', 'flow-seq-end']);
const NESTING = new Set<string | null>(['seq-item-ind', 'explicit-key-ind']);
const ENTRIES = new Set<string | null>([
  'map-value-ind',
  'explicit-key-ind',
  'seq-item-ind',
  'comma',
]);

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/**
 * Reads the tokens before anything is built of them: the parser recurses, so a document that nests deep enough would
 * exhaust the stack, and one of very many parts keeps it busy for seconds. Block nesting by indentation is bounded by
 * the size limit.
 */
function complexityProblem(text: string): string | undefined {
  let flowDepth = 0;
  let compactDepth = 0;
  let entries = 0;
  let tokens = 0;
  for (const source of new Lexer().lex(text)) {
    const type = CST.tokenType(source);
    tokens += 1;
    entries += ENTRIES.has(type) ? 1 : 0;
    if (tokens > MAX_TOKENS || entries > MAX_ENTRIES) {
      return `It has far more entries than a kubeconfig needs. Write only the wanted context: ${WRITE_WHOLE}.`;
    }
    if (FORBIDDEN_TOKENS.has(type)) {
      return 'Anchors, aliases, tags and directives are not accepted.';
    }
    if (OPENING.has(type)) {
      flowDepth += 1;
    } else if (CLOSING.has(type)) {
      flowDepth -= 1;
    } else if (NESTING.has(type)) {
      compactDepth += 1;
    } else if (type === 'newline') {
      compactDepth = 0;
    }
    if (flowDepth > MAX_DEPTH || compactDepth > MAX_DEPTH) {
      return 'It is nested too deeply.';
    }
  }
  return undefined;
}

function depthOf(value: unknown, depth = 0): number {
  if (depth > MAX_DEPTH) {
    return depth;
  }
  if (value instanceof Map) {
    return Math.max(
      depth,
      ...Array.from(value.values(), v => depthOf(v, depth + 1)),
    );
  }
  if (Array.isArray(value)) {
    return Math.max(depth, ...value.map(v => depthOf(v, depth + 1)));
  }
  return depth;
}

/** One document as a version of YAML reads it; a problem and `undefined` when it is not valid. */
function parse(
  text: string,
  version: '1.1' | '1.2',
  list: ProblemList,
): unknown {
  try {
    const document = parseDocument(text, {
      version,
      schema: version === '1.1' ? 'yaml-1.1' : 'core',
      merge: false,
      uniqueKeys: true,
      prettyErrors: false,
      logLevel: 'error',
    });
    if (document.errors.length) {
      // The parser's messages quote the document, so they are not passed on.
      const line = text.slice(0, document.errors[0].pos[0]).split('\n').length;
      list.add('NotYaml', `It is not valid YAML (line ${line}).`);
      return undefined;
    }
    return document.toJS({ mapAsMap: true, maxAliasCount: 0 });
  } catch {
    list.add('NotYaml', 'It is not valid YAML.');
    return undefined;
  }
}

/** Reads one YAML (or JSON) document within bounds. Adds a problem and returns `undefined` if it cannot. */
export function readDocument(
  text: string,
  list: ProblemList,
): YamlMap | undefined {
  // The cheap check first: a character is at least one byte.
  if (
    text.length > MAX_KUBECONFIG_BYTES ||
    byteLength(text) > MAX_KUBECONFIG_BYTES
  ) {
    list.add(
      'TooLarge',
      `It is larger than 64 KiB. Write only the wanted context: ${WRITE_WHOLE}.`,
    );
    return undefined;
  }
  const unreadable = textProblem(text);
  if (unreadable) {
    list.add(unreadable.code, unreadable.message);
    return undefined;
  }
  const tooComplex = complexityProblem(text);
  if (tooComplex) {
    list.add('TooComplex', tooComplex);
    return undefined;
  }
  const value = parse(text, '1.2', list);
  if (value === undefined) {
    return undefined;
  }
  if (depthOf(value) > MAX_DEPTH) {
    list.add('TooComplex', 'It is nested too deeply.');
    return undefined;
  }
  if (!(value instanceof Map)) {
    list.add('NotAKubeconfig', describeOtherValue(value));
    return undefined;
  }
  return value;
}

/** Compares two readings of one text, in which equal parts have the same order. */
function isSame(one: unknown, other: unknown): boolean {
  if (one instanceof Map) {
    // In Go all keys are texts.
    const hasTexts = Array.from(one.keys()).every(
      key => typeof key === 'string',
    );
    return hasTexts && other instanceof Map && isSame([...one], [...other]);
  }
  if (Array.isArray(one)) {
    return (
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((value, index) => isSame(value, other[index]))
    );
  }
  return Object.is(one, other);
}

/**
 * Reports why other programs read the text differently, or not at all: Go's clients follow YAML 1.1 in part, and do not
 * support every form of YAML.
 */
export function readingProblem(
  text: string,
  document: YamlMap,
): string | undefined {
  const line = unportableLine(text);
  if (line !== undefined) {
    return `Line ${line} has a form of YAML that Kubernetes clients refuse or read differently: a tab before the first word, a key on another line than its colon, an unusual escape, or special characters without quotes in braces. Write it anew: ${WRITE_WHOLE}.`;
  }
  return isSame(document, parse(text, '1.1', new ProblemList()))
    ? undefined
    : 'Programs that follow YAML 1.1 read other values in it than programs that follow YAML 1.2. Put texts such as yes, off, 010 or 1:20 in quotes.';
}
