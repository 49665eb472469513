import { messageOf } from '@dpf-portal/kube-controller';
import { YAMLException, load } from 'js-yaml';

/** Deeper than any object of Kubernetes is, with room for the schemas of definitions. */
const MOST_DEPTH = 100;
/** Between documents of YAML. Inside a document every line is indented, or is a key. */
const SEPARATOR = /^---(?:[ \t].*)?\r?$/m;

/** Between objects of JSON, as several calls of kubectl append them to a file. */
const BETWEEN_JSON = /(?<=^\})\r?\n(?=\{)/m;

/** A text is no dump. The message says why, and quotes nothing of it. */
export class UnreadableTextError extends Error {
  readonly name = 'UnreadableTextError';
}

/**
 * Checks that the value is a tree of plain values: what occurs twice comes from an alias, of which a short text can make
 * more than memory holds. Times without quotes become text again.
 */
function asPlain(value: unknown, seen: Set<object>, depth: number): unknown {
  if (value instanceof Date) {
    return value.toISOString();
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (seen.has(value)) {
    throw new UnreadableTextError('it has aliases, which kubectl never writes');
  }
  if (depth > MOST_DEPTH) {
    throw new UnreadableTextError('it is nested too deeply');
  }
  seen.add(value);
  for (const [key, each] of Object.entries(value)) {
    const plain = asPlain(each, seen, depth + 1);
    if (plain !== each) {
      Reflect.set(value, key, plain);
    }
  }
  return value;
}

/** Why a text cannot be read: never with a part of it, which the parser's own message quotes. */
function problemOf(error: unknown): string {
  if (error instanceof UnreadableTextError) {
    return error.message;
  }
  const isTooDeep =
    error instanceof RangeError ||
    (error instanceof YAMLException && error.reason.startsWith('nesting'));
  if (isTooDeep) {
    return 'it is nested too deeply';
  }
  const line = /\((\d+):\d+\)/.exec(messageOf(error))?.[1];
  return `it is neither YAML nor JSON${line ? ` (line ${line})` : ''}`;
}

function parse(text: string): unknown {
  const isJson = /^\s*[{[]/.test(text);
  const value: unknown = isJson ? JSON.parse(text) : load(text);
  return asPlain(value, new Set(), 0);
}

/**
 * Reads the documents of a text, YAML or JSON. A document that cannot be read does not keep the others from being read.
 */
export function parseDocuments(text: string): {
  values: unknown[];
  /** Why documents could not be read. */
  problems: string[];
} {
  const values: unknown[] = [];
  const problems: string[] = [];
  const documents = text
    .replace(/^\uFEFF/, '')
    .split(SEPARATOR)
    .flatMap(document => document.split(BETWEEN_JSON));
  for (const document of documents) {
    if (document.trim() !== '') {
      try {
        values.push(parse(document));
      } catch (error) {
        problems.push(problemOf(error));
      }
    }
  }
  return { values, problems };
}
