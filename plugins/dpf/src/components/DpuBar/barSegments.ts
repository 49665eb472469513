import { DpuCounts } from '@dpf-portal/dpf-model';

/** A part of the bar. Each DPU is in one part only, so the parts add up to the whole. */
export interface BarSegment {
  kind: 'operational' | 'joined' | 'assigned' | 'free';
  label: string;
  number: number;
  percent: number;
}

/** The parts of the bar; `undefined` while it is unknown how many DPUs are assigned. What the API never tells is left out. */
export function barSegments(
  counts: DpuCounts,
  maxNodes: number | undefined,
): BarSegment[] | undefined {
  const { assigned, joined, operational } = counts;
  if (assigned === undefined) {
    return undefined;
  }
  const working = operational ?? 0;
  // DPF may call a DPU operational whose Node the portal does not see Ready.
  const known = Math.max(joined ?? 0, working);
  const free = Math.max(0, (maxNodes ?? assigned) - assigned);
  const whole = Math.max(assigned + free, 1);
  const segment = (
    kind: BarSegment['kind'],
    label: string,
    number: number,
  ): BarSegment => ({ kind, label, number, percent: (100 * number) / whole });
  return [
    ...(operational === undefined
      ? []
      : [segment('operational', 'operational', working)]),
    ...(joined === undefined
      ? []
      : [
          segment(
            'joined',
            operational === undefined ? 'joined' : 'joined, not operational',
            known - working,
          ),
        ]),
    segment(
      'assigned',
      joined === undefined && operational === undefined
        ? 'assigned'
        : 'assigned, not joined',
      assigned - known,
    ),
    ...(maxNodes === undefined
      ? []
      : [segment('free', `more allowed (at most ${maxNodes})`, free)]),
  ];
}
