import fs from 'node:fs';

// USER_HZ, which is always 100 in /proc on Linux.
const TICKS_PER_SECOND = 100;

/** Resource usage of a process, from Linux. */
export interface Usage {
  cpuSeconds: number;
  residentMegabytes: number;
}

/** The sum over processes. An ended process counts as zero. */
export function readUsage(pids: readonly number[]): Usage {
  const usages = pids.map(readOne);
  return {
    cpuSeconds: usages.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    residentMegabytes: usages.reduce(
      (sum, { residentMegabytes }) => sum + residentMegabytes,
      0,
    ),
  };
}

function readOne(pid: number): Usage {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may contain spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
    return {
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
      residentMegabytes: kilobytes / 1024,
    };
  } catch {
    return { cpuSeconds: 0, residentMegabytes: 0 };
  }
}
