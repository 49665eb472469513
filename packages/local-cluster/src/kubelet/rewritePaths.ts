export interface Mount {
  /** The path inside the container. */
  mountPath: string;
  /** The directory on this machine that replaces it. */
  directory: string;
}

/**
 * Replaces container paths in a command-line argument by directories of this machine. The longest mount wins, and only
 * whole path segments match (`/pki` does not match `/pkiold`).
 */
export function rewritePaths(
  argument: string,
  mounts: readonly Mount[],
): string {
  const ordered = [...mounts]
    .map(({ mountPath, directory }) => ({
      mountPath: mountPath.replace(/\/+$/, ''),
      directory,
    }))
    .filter(({ mountPath }) => mountPath !== '')
    .sort((a, b) => b.mountPath.length - a.mountPath.length);
  const byPath = new Map(ordered.map(m => [m.mountPath, m.directory]));
  if (ordered.length === 0) {
    return argument;
  }
  const paths = ordered.map(({ mountPath }) => escape(mountPath)).join('|');
  // A single pass, so that replaced text is not replaced again.
  return argument.replace(
    new RegExp(`(^|[=,:])(${paths})(?=/|$|,|:)`, 'g'),
    (_, before: string, found: string) => before + byPath.get(found),
  );
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
