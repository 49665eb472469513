import { KubeconfigProblemCode } from './KubeconfigInspection';

// YAML 1.2 breaks lines at LF and CRLF; libyaml and Go's YAML also at these, so they end a comment that hides a field.
const ODD_LINE_BREAK = /[\u0085\u2028\u2029]|\r(?!\n)/;
// What Go's YAML refuses too. U+FFFD stands for bytes that are not UTF-8; half a surrogate pair becomes one when stored.
const NOT_TEXT = /[^\P{Cc}\t\n\r\u0085]|\p{Cs}|[\ufffd\ufffe\uffff]/u;
const BYTE_ORDER_MARK = '\ufeff';
/** A NUL beside every letter of the beginning. */
const UTF_16_READ_AS_BYTES =
  /^[^\0]{0,2}([\t\n\r\x20-\x7e]\0|\0[\t\n\r\x20-\x7e]){8}/;
const SPACE_IN_INDENTATION = /^[ \t]*[\u00a0\u2000-\u200b\u202f\u205f\u3000]/m;

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

/**
 * Reports characters that could make two readers see different documents; `undefined` if there are none. To be called
 * before anything is parsed.
 */
export function textProblem(
  text: string,
): { code: KubeconfigProblemCode; message: string } | undefined {
  if (UTF_16_READ_AS_BYTES.test(text)) {
    return {
      code: 'NotYaml',
      message:
        'It is UTF-16 text that was read as another encoding, as of a file that Windows PowerShell wrote. Save it as UTF-8: `Get-Content FILE | Set-Content -Encoding utf8 admin.kubeconfig`.',
    };
  }
  if (NOT_TEXT.test(text)) {
    return {
      code: 'NotYaml',
      message:
        'It is not plain UTF-8 text: there are control characters or damaged ones in it.',
    };
  }
  const odd = ODD_LINE_BREAK.exec(text);
  if (odd) {
    return {
      code: 'UnusualLineBreak',
      message: `Line ${lineOf(
        text,
        odd.index,
      )} holds a line break that only some programs recognise (a CR without LF, U+0085, U+2028 or U+2029), so they would read different fields. Save the file with LF or CRLF line ends.`,
    };
  }
  const space = SPACE_IN_INDENTATION.exec(text);
  if (space) {
    return {
      code: 'NotYaml',
      message: `Line ${lineOf(
        text,
        space.index,
      )} is indented by a space that is none for YAML, such as a non-breaking one (U+00A0), as web pages and chats write it. Send the file itself, or replace them: \`LC_ALL=C sed -i 's/\\xc2\\xa0/ /g' FILE\`.`,
    };
  }
  const mark = text.indexOf(BYTE_ORDER_MARK, 1);
  if (mark !== -1) {
    return {
      code: 'NotYaml',
      message: `Line ${lineOf(
        text,
        mark,
      )} holds a byte order mark (U+FEFF), which may stand only at the very beginning.`,
    };
  }
  return undefined;
}
