import { Header, Page } from '@backstage/core-components';
import { ReactNode } from 'react';
import { DpfRouter } from '../DpfRouter/DpfRouter';

function NoFrame(props: { children: ReactNode }) {
  return <>{props.children}</>;
}

/** The plugin's page in the old frontend system, where a page draws its own header. */
export function LegacyDpfPage() {
  return (
    <Page themeId="tool">
      <Header title="DPU clusters" />
      <DpfRouter frame={NoFrame} />
    </Page>
  );
}
