import { Table, TableColumn } from '@backstage/core-components';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { ClusterHistory } from '@dpf-portal/backstage-plugin-dpf-common';
import { useMemo } from 'react';
import { Time } from '../Time/Time';
import { formatDuration } from '../Time/formatTime';
import { HistoryEntry, historyEntries } from './historyEntries';

function durationOf({ from, until, isMoment }: HistoryEntry, now: string) {
  return isMoment
    ? undefined
    : formatDuration(Date.parse(until ?? now) - Date.parse(from));
}

// Backstage's theme breaks words anywhere in a cell.
const UNBROKEN = { cellStyle: { whiteSpace: 'nowrap' as const } };
const WORDS = { cellStyle: { minWidth: 120 } };
const SENTENCE = { cellStyle: { minWidth: 230 } };

function columnsOf(now: string): Array<TableColumn<HistoryEntry>> {
  return [
    {
      title: 'From',
      field: 'from',
      ...UNBROKEN,
      defaultSort: 'desc',
      render: ({ from }) => <Time at={from} />,
    },
    {
      title: 'Until',
      field: 'until',
      ...UNBROKEN,
      render: ({ until, isMoment }) =>
        until ? <Time at={until} /> : <>{isMoment ? '' : 'continues'}</>,
    },
    {
      title: 'Duration',
      ...UNBROKEN,
      customSort: (a, b) =>
        Date.parse(a.until ?? now) -
        Date.parse(a.from) -
        (Date.parse(b.until ?? now) - Date.parse(b.from)),
      render: entry => durationOf(entry, now) ?? '',
    },
    { title: 'Kind', field: 'kind', ...UNBROKEN },
    { title: 'What', field: 'what', ...WORDS },
    { title: 'Detail', field: 'detail', ...SENTENCE },
    {
      title: 'Who',
      field: 'who',
      cellStyle: { minWidth: 110 },
      customFilterAndSearch: (text: string, { who, by }) =>
        `${who ?? ''} ${by ?? ''}`.toLowerCase().includes(text.toLowerCase()),
      render: ({ who, by }) =>
        by ? <EntityRefLink entityRef={by} hideIcon /> : <>{who}</>,
    },
  ];
}

/** The entries of a history, newest first: of findings, who acts; of settings, who changed them. */
export function HistoryTable({ history }: { history: ClusterHistory }) {
  const entries = useMemo(() => historyEntries(history), [history]);
  const columns = useMemo(() => columnsOf(history.until), [history.until]);
  return (
    <Table<HistoryEntry>
      title="Everything in this time"
      columns={columns}
      data={entries}
      options={{
        // A heading that can be dragged nests one control in another.
        draggable: false,
        padding: 'dense',
        pageSize: 20,
        pageSizeOptions: [20, 50, 100],
        paging: entries.length > 20,
        emptyRowsWhenPaging: false,
        thirdSortClick: false,
      }}
    />
  );
}
