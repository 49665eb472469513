export * from './assertGuestsStayLocal';
export * from './configProblem';
export * from './DpfConfig';
export * from './readDpfConfig';
