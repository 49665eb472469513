import os from 'node:os';

/** Describes the machine and the time of the measurement in one sentence. */
export function describeMachine(loadAtStart: readonly number[]): string {
  const cpus = os.cpus();
  const load = (values: readonly number[]) =>
    values.map(value => value.toFixed(1)).join(' ');
  const gigabytes = Math.round(os.totalmem() / 2 ** 30);
  return [
    `${new Date().toISOString().slice(0, 16)}Z`,
    `${cpus.length} × ${cpus[0]?.model ?? 'unknown CPU'}`,
    `${gigabytes} GB`,
    `Node ${process.version}`,
    `load average ${load(loadAtStart)} at the start, ${load(
      os.loadavg(),
    )} at the end`,
  ].join(', ');
}
