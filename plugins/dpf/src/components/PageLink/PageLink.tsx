import { Link } from '@backstage/core-components';
import { ReactNode } from 'react';

/** A link to a page of DPU clusters; its text alone where the app has no such page. */
export function PageLink(props: {
  /** `undefined` where the app has not mounted the page. */
  to: string | undefined;
  children: ReactNode;
}) {
  const { to, children } = props;
  return to === undefined ? <>{children}</> : <Link to={to}>{children}</Link>;
}
