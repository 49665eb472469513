import { quantile } from '../../statistics/quantile';
import { Portal } from '../portal/startPortal';
import { Measurement } from './Scenario';

const ASKED = 30;

/** Measures how long the REST API takes to answer the same request repeatedly, HTTP included. */
export async function ask(
  portal: Portal,
  figure: string,
  path: string,
): Promise<Measurement[]> {
  const milliseconds: number[] = [];
  for (let n = 0; n < ASKED; n++) {
    const begun = performance.now();
    await portal.get(path);
    milliseconds.push(performance.now() - begun);
  }
  // Node compiles the code during the first few requests.
  const warm = milliseconds.slice(5);
  return [
    { figure: `${figure}, median`, value: quantile(warm, 0.5), unit: 'ms' },
    { figure: `${figure}, p95`, value: quantile(warm, 0.95), unit: 'ms' },
  ];
}
