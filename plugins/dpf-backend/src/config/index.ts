export * from './assertGuestsStayLocal';
export * from './DpfConfig';
export * from './readDpfConfig';
