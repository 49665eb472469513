import { renderInTestApp } from '@backstage/frontend-test-utils';
import { fireEvent, screen } from '@testing-library/react';
import { dpfApiRef } from '../../api/useDpfApi';
import { aCluster } from '../../__testUtils__/aCluster';
import { mockDpfApi } from '../../__testUtils__/mockDpfApi';
import { MoreMenu } from './MoreMenu';

describe('MoreMenu', () => {
  it('shows the progress of a deletion that has begun', async () => {
    renderInTestApp(
      <>
        <h1>Page</h1>
        <MoreMenu
          cluster={aCluster({ deletionRequestedAt: '2026-11-30T10:00:00Z' })}
          onRetired={jest.fn()}
        />
      </>,
      { apis: [[dpfApiRef, mockDpfApi()]] },
    );
    fireEvent.click(
      await screen.findByRole('button', { name: 'More actions' }),
    );
    fireEvent.click(
      await screen.findByRole('menuitem', {
        name: 'Progress of the deletion…',
      }),
    );
    expect(await screen.findByRole('dialog')).toHaveTextContent(
      'It is being deleted',
    );
  });
});
