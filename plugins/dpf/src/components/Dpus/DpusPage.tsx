import { DpuTable } from './DpuTable';

/** The DPUs of all management clusters that the user may see. */
export function DpusPage() {
  return <DpuTable />;
}
