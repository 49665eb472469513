import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// These tests render whole pages. The default timeouts are too short for a busy machine with two cores.
configure({ asyncUtilTimeout: 10_000 });
jest.setTimeout(30_000);
