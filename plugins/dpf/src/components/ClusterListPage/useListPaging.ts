import { useCallback, useState } from 'react';

const PAGE_SIZE = 25;

/** Order and page of the list. A cursor leads forward only, so the way here is kept for going back. */
export interface ListPaging {
  orderBy: string;
  pageSize: number;
  page: number;
  cursor?: string;
  setOrderBy(orderBy: string): void;
  setPageSize(size: number): void;
  /** Shows the page; `nextCursor` is the one the shown page ended with. */
  setPage(page: number, nextCursor?: string): void;
  /** Back to the first page. */
  reset(): void;
}

export function useListPaging(): ListPaging {
  const [orderBy, setOrder] = useState('name');
  const [pageSize, setSize] = useState(PAGE_SIZE);
  const [way, setWay] = useState<string[]>([]);
  const reset = useCallback(() => setWay([]), []);
  const setOrderBy = useCallback((order: string) => {
    setOrder(order);
    setWay([]);
  }, []);
  const setPageSize = useCallback((size: number) => {
    setSize(size);
    setWay([]);
  }, []);
  const setPage = useCallback(
    (page: number, nextCursor?: string) =>
      setWay(before =>
        page > before.length && nextCursor
          ? [...before, nextCursor]
          : before.slice(0, page),
      ),
    [],
  );
  return {
    orderBy,
    pageSize,
    page: way.length,
    cursor: way[way.length - 1],
    setOrderBy,
    setPageSize,
    setPage,
    reset,
  };
}
