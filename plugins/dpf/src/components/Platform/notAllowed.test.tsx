import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { screen } from '@testing-library/react';
import { dpfApiRef } from '../../api/useDpfApi';
import { mountedPages } from '../../__testUtils__/mountedPages';
import { mockDpfApi } from '../../__testUtils__/mockDpfApi';
import { PlatformPage } from './PlatformPage';

// A file of its own: Backstage keeps the answers to permissions for all tests of a file.
describe('PlatformPage, for a user without the permission', () => {
  it('says which permission is missing, and asks the back end nothing', async () => {
    const getPlatform = jest.fn();
    renderInTestApp(<PlatformPage tab="now" />, {
      apis: [
        [dpfApiRef, mockDpfApi({ getPlatform })],
        mockApis.permission({ authorize: AuthorizeResult.DENY }),
      ],
      mountedRoutes: mountedPages,
    });
    expect(await screen.findByText(/dpf\.platform\.read/)).toBeVisible();
    expect(screen.queryByRole('tab')).not.toBeInTheDocument();
    expect(getPlatform).not.toHaveBeenCalled();
  });
});
