export { addCleanCommand } from './add-clean-command.js';
export { cleanMain } from './clean-main.js';
export { catchInterrupts, type Interrupt } from './interrupt.js';
