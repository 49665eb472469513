import { render, screen } from '@testing-library/react';

describe('App', () => {
  it('asks guests to enter', async () => {
    process.env = {
      NODE_ENV: 'test',
      APP_CONFIG: [
        {
          data: {
            app: { title: 'DPF portal', support: { url: 'http://localhost' } },
            backend: { baseUrl: 'http://localhost:7007' },
          },
          context: 'test',
        },
      ] as any,
    };
    const { app } = await import('./App');
    render(app.createRoot());
    expect(
      await screen.findByRole('button', { name: 'Enter' }),
    ).toBeInTheDocument();
  });
});
