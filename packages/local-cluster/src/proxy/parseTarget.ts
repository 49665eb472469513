export interface Target {
  host: string;
  port: number;
}

/** The target of a CONNECT request, `host:port` or `[ipv6]:port`. */
export function parseTarget(authority: string): Target | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]/\s]+)):(\d{1,5})$/.exec(
    authority,
  );
  const port = Number(match?.[3]);
  return match && port >= 1 && port <= 65535
    ? { host: (match[1] ?? match[2]).toLowerCase(), port }
    : undefined;
}
