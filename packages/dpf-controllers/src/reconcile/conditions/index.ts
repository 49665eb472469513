export * from './ConditionDraft';
export * from './createdCondition';
export * from './keepalivedReadyCondition';
export * from './phaseAndReady';
export * from './upgradedCondition';
