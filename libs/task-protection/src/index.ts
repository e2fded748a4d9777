export {
  createTaskProtection,
  type ReleaseProtection,
  type TaskProtection,
  type TaskProtectionOptions,
} from './task-protection.js';
