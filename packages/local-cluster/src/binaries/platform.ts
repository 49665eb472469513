import os from 'node:os';

/** This machine in Go's words. */
export interface Platform {
  os: string;
  arch: string;
}

export function currentPlatform(): Platform {
  const arch = os.arch();
  return { os: os.platform(), arch: arch === 'x64' ? 'amd64' : arch };
}
