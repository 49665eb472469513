import {
  DpfApi,
  DpuListQuery,
  DpuView,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { FindingWho } from '@dpf-portal/dpf-model';
import { clusterOf, fullSourceOf, outdatedOf } from './dpuWords';

const PAGE = 1000;
const WHO: Record<FindingWho, string> = {
  owner: 'cluster owner',
  platform: 'platform team',
  nobody: 'nobody',
};

const COLUMNS: ReadonlyArray<[string, (dpu: DpuView) => string | undefined]> = [
  ['DPU', ({ name }) => name],
  ['Namespace', ({ namespace }) => namespace],
  ['Management cluster', ({ managementCluster }) => managementCluster],
  ['Host', ({ host }) => host],
  ['Device', ({ device }) => device],
  ['Serial number', ({ serialNumber }) => serialNumber],
  ['State', ({ label }) => label],
  ['Waits for', ({ waitsFor }) => waitsFor],
  ['Who acts', ({ who }) => who && WHO[who]],
  ['Since', ({ since }) => since],
  ['Cluster', clusterOf],
  ['Source', fullSourceOf],
  ['Outdated', outdatedOf],
];

/** What a spreadsheet would take for a formula, also after blanks and in full width. */
const FORMULA = /^\s*[=+\-@\uff0b\uff0d\uff1d\uff20]|^[\t\r\n]/;

/** One field, as RFC 4180 writes it. A text that looks like a formula gets an apostrophe, which makes it text. */
export function csvField(text = ''): string {
  const plain = text !== '—' && FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** The DPUs as a table for spreadsheets. */
export function toCsv(dpus: readonly DpuView[]): string {
  const rows = [
    COLUMNS.map(([title]) => title),
    ...dpus.map(dpu => COLUMNS.map(([, valueOf]) => valueOf(dpu))),
  ];
  return rows.map(row => `${row.map(csvField).join(',')}\r\n`).join('');
}

/** Reads every DPU that matches, not only those of a page. */
export async function readAllDpus(
  api: Pick<DpfApi, 'getDpus'>,
  query: DpuListQuery,
  signal?: AbortSignal,
): Promise<DpuView[]> {
  const all: DpuView[] = [];
  let cursor: string | undefined;
  do {
    const { items, pageInfo } = await api.getDpus(
      { ...query, limit: PAGE, ...(cursor && { cursor }) },
      { signal },
    );
    all.push(...items);
    cursor = pageInfo.nextCursor;
  } while (cursor);
  return all;
}
