export { catchInterrupts, type Interrupt } from '@sluice/clean-command';
