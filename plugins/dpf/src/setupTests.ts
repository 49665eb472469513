import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// Whole pages are rendered here; on a busy machine with two cores the defaults are too short.
configure({ asyncUtilTimeout: 10_000 });
jest.setTimeout(30_000);
