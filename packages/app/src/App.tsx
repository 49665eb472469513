import { createApp } from '@backstage/frontend-defaults';
import { navModule } from './modules/nav';
import { signInModule } from './modules/signIn';

/** The plugins come from package.json, see `app.packages` in app-config.yaml. */
export const app = createApp({ features: [navModule, signInModule] });
