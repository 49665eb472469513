import { Header, Page } from '@backstage/core-components';
import { ListPages } from '../ListPages/ListPages';

/** The list and its tabs in the old frontend system, where a page draws its own header. */
export function LegacyListPage() {
  return (
    <Page themeId="tool">
      <Header title="DPU clusters" />
      <ListPages />
    </Page>
  );
}
