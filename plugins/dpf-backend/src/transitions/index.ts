export * from './PhaseTransitions';
export * from './TransitionRecorder';
