import { useEffect, useRef } from 'react';

/** Goes to the last page when the chosen one is gone, because rows were deleted or filtered out. */
export function usePageThatExists(props: {
  /** From 0. */
  page: number;
  pageSize: number;
  /** Left out while the rows are not known. */
  totalItems?: number;
  onPage(page: number): void;
}): void {
  const { page, pageSize, totalItems, onPage } = props;
  const latest = useRef(onPage);
  useEffect(() => {
    latest.current = onPage;
  });
  const last =
    totalItems === undefined
      ? page
      : Math.max(0, Math.ceil(totalItems / pageSize) - 1);
  const isGone = page > last;
  useEffect(() => {
    if (isGone) {
      latest.current(last);
    }
  }, [isGone, last]);
}
