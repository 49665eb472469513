import { isWork } from './Fault';
import { FaultProxy } from './FaultProxy';

/**
 * Lists writes by a process after another one had taken over. The holder changes only by a successful write to the
 * Lease, so there must be one by the new holder between the work of two holders.
 */
export function secondWriters(proxies: readonly FaultProxy[]): string[] {
  const writes = proxies
    .flatMap((proxy, index) =>
      proxy.forwarded.map(write => ({ ...write, writer: index + 1 })),
    )
    .sort((a, b) => a.at - b.at);
  const violations: string[] = [];
  let holder: number | undefined;
  let lastWork = 0;
  writes.forEach((write, position) => {
    if (!isWork(write)) {
      return;
    }
    const tookOver = writes
      .slice(lastWork, position)
      .some(
        ({ writer, path, status = 599 }) =>
          writer === write.writer && path.includes('/leases') && status < 300,
      );
    if (holder !== undefined && holder !== write.writer && !tookOver) {
      violations.push(
        `process ${write.writer} wrote ${write.method} ${write.path} while process ${holder} led`,
      );
    }
    holder = write.writer;
    lastWork = position;
  });
  return violations;
}
