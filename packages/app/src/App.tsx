import { createApp } from '@backstage/frontend-defaults';
import { navModule } from './modules/nav/navModule';
import { signInModule } from './modules/signIn/signInModule';

/** The plugins come from package.json, see `app.packages` in app-config.yaml. */
export const app = createApp({ features: [navModule, signInModule] });
