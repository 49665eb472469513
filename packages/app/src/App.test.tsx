import { render, screen } from '@testing-library/react';

describe('App', () => {
  it('asks guests to enter', async () => {
    // In a bundle APP_CONFIG is a list of objects, which an environment variable cannot be.
    Reflect.set(process, 'env', {
      NODE_ENV: 'test',
      APP_CONFIG: [
        {
          data: {
            app: { title: 'DPF portal', support: { url: 'http://localhost' } },
            backend: { baseUrl: 'http://localhost:7007' },
          },
          context: 'test',
        },
      ],
    });
    const { app } = await import('./App');
    render(app.createRoot());
    expect(
      await screen.findByRole('button', { name: 'Enter' }, { timeout: 30_000 }),
    ).toBeInTheDocument();
  });
});
