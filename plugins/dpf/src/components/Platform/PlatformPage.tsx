import { NowTab } from './NowTab';

/** The page of the platform's engineers. */
export function PlatformPage() {
  return <NowTab />;
}
