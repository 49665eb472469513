import { CST, Lexer } from 'yaml';

const KEYS = new Set<string>([
  'plain-scalar',
  'double-quoted-scalar',
  'single-quoted-scalar',
]);
/**
 * In braces and brackets, readers disagree about the end of an unquoted text; all agree on a word, a number or a
 * server.
 */
const PLAIN_IN_FLOW = /^(https:\/\/)?[\w.+/=@-]+(:\d+)?$/;
/** Go's YAML supports neither of them: `\/`, and half of a surrogate pair. */
const FOREIGN_ESCAPE = /\\(\/|u[dD][89A-Fa-f]|U0000[dD][89A-Fa-f])/;

interface Token {
  type: string | null;
  source: string;
}

/** The tokens; what follows the mark of a text is that text, whose type the lexer does not name. */
function* tokensOf(text: string): Generator<Token> {
  let before: string | null = null;
  let isBlock = false;
  for (const source of new Lexer().lex(text)) {
    const type: string | null = CST.tokenType(source);
    if (before === 'scalar') {
      yield { type: isBlock ? 'block-scalar' : 'plain-scalar', source };
      isBlock = false;
    } else if (type !== 'scalar') {
      isBlock ||= type === 'block-scalar-header';
      yield { type, source };
    }
    before = before === 'scalar' ? null : type;
  }
}

/**
 * Finds forms of YAML that Go's reader, and so every Kubernetes client, rejects or reads differently. Returns the line
 * of the first one, counted from 1. Whether the text is valid YAML is checked elsewhere.
 */
export function unportableLine(text: string): number | undefined {
  let line = 1;
  let depth = 0;
  let isIndentation = true;
  let last: Token | undefined;
  for (const token of tokensOf(text)) {
    const { type, source } = token;
    const isKey =
      last?.type !== null &&
      last !== undefined &&
      KEYS.has(last.type) &&
      !last.source.includes('\n');
    if (
      (type === 'space' && isIndentation && !depth && source.includes('\t')) ||
      type === 'explicit-key-ind' ||
      (type === 'map-value-ind' && !isKey) ||
      (type === 'plain-scalar' && depth && !PLAIN_IN_FLOW.test(source)) ||
      (type === 'double-quoted-scalar' &&
        FOREIGN_ESCAPE.test(source.replaceAll('\\\\', '')))
    ) {
      return line;
    }
    if (type === 'flow-map-start' || type === 'flow-seq-start') {
      depth += 1;
    } else if (type === 'flow-map-end' || type === 'flow-seq-end') {
      depth -= 1;
    }
    line += source.split('\n').length - 1;
    if (type === 'newline') {
      isIndentation = true;
    } else if (type !== 'space' && type !== 'doc-mode') {
      isIndentation = false;
    }
    if (type !== 'space') {
      last = token;
    }
  }
  return undefined;
}
