import { UnsafeKubeconfigError } from './KubeconfigInspection';

/**
 * The text of a kubeconfig that a Secret holds as base64. A byte order mark stays in it.
 *
 * @throws UnsafeKubeconfigError when the bytes are not UTF-8. Replacement characters in their place would be another
 * document than the one that clients find there.
 * @public
 */
export function kubeconfigTextOf(data: string): string {
  const bytes = Uint8Array.from(atob(data), character =>
    character.charCodeAt(0),
  );
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      bytes,
    );
  } catch {
    throw new UnsafeKubeconfigError([
      { code: 'NotYaml', message: 'It is not UTF-8 text.' },
    ]);
  }
}
