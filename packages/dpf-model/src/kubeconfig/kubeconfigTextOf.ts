import { UnsafeKubeconfigError } from './KubeconfigInspection';

const BY_POWERSHELL =
  'Save it as UTF-8: `Get-Content FILE | Set-Content -Encoding utf8 admin.kubeconfig`.';

/** The encodings that name themselves by their first bytes. Kubernetes clients read them too. */
const UTF_16 = [
  { mark: [0xff, 0xfe], encoding: 'utf-16le' },
  { mark: [0xfe, 0xff], encoding: 'utf-16be' },
] as const;

const TRAILER = '\0\u001a\r\n\t ';

function startsWith(bytes: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((byte, index) => bytes[index] === byte);
}

function isUtf32(bytes: Uint8Array): boolean {
  return (
    startsWith(bytes, [0xff, 0xfe, 0, 0]) ||
    startsWith(bytes, [0, 0, 0xfe, 0xff])
  );
}

function decode(bytes: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder(encoding, {
      fatal: true,
      ignoreBOM: true,
    }).decode(bytes);
  } catch {
    throw new UnsafeKubeconfigError([
      { code: 'NotYaml', message: `It is not UTF-8 text. ${BY_POWERSHELL}` },
    ]);
  }
}

/**
 * The text of a file: UTF-8, or UTF-16 with a byte order mark, as Windows PowerShell writes it. A byte order mark stays in
 * it.
 *
 * @throws UnsafeKubeconfigError when the bytes are something else. Replacement characters in their place would be another
 * document than the one that clients find there.
 * @public
 */
export function decodeKubeconfig(bytes: Uint8Array): string {
  if (isUtf32(bytes)) {
    throw new UnsafeKubeconfigError([
      { code: 'NotYaml', message: `It is UTF-32 text. ${BY_POWERSHELL}` },
    ]);
  }
  const marked = UTF_16.find(({ mark }) => startsWith(bytes, mark));
  return decode(bytes, marked?.encoding ?? 'utf-8');
}

/**
 * The text of a kubeconfig that a Secret holds as base64.
 *
 * @throws UnsafeKubeconfigError as {@link decodeKubeconfig}.
 * @public
 */
export function kubeconfigTextOf(data: string): string {
  return decodeKubeconfig(
    Uint8Array.from(atob(data), character => character.charCodeAt(0)),
  );
}

/**
 * A kubeconfig from an editor or a clipboard without what they put at its end: NULs, and the end-of-file character of DOS.
 * Only for a text that is rebuilt: other clients refuse these characters.
 *
 * @public
 */
export function withoutTrailer(text: string): string {
  let end = text.length;
  while (end > 0 && TRAILER.includes(text[end - 1])) {
    end -= 1;
  }
  return end === text.length ? text : `${text.slice(0, end)}\n`;
}
